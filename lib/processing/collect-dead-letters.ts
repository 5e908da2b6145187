import { ZodError } from "zod";
import { isTerminalStatus } from "#lib/images/image.ts";
import type { ImageId } from "#lib/images/image-item.ts";
import { findImage } from "#lib/images/image-repository.ts";
import { parseOriginalKey } from "#lib/images/object-keys.ts";
import { logFault } from "#lib/log-fault.ts";
import { deleteDeadLetters, type ReceivedMessage, receiveDeadLetters } from "#lib/queue/dead-letters.ts";
import { countDeadLetters } from "#lib/queue/queue.ts";
import type { Services } from "#lib/services.ts";
import { failOrphanedProcessing } from "./fail-orphaned-processing.ts";
import { failRerender } from "./fail-rerender.ts";
import { toFailureGroup } from "./failure-group.ts";
import {
  countFailures,
  deleteFailureGroup,
  keepDeadLetter,
  listFailureGroups,
  recordFailureGroup,
} from "./failure-repository.ts";
import { parseThumbnailMessage, type ThumbnailMessage } from "./message.ts";

const MINUTE_MS = 60_000;
/** Bounds one run; the next one goes on. */
const MAX_BATCHES = 100;
const MAX_GROUPS = 500;
/** A message beyond this does not fit into an item (400 KB) and stays in the queue. */
const MAX_BODY_LENGTH = 300_000;
/** A kind of failure may have been noted for an image that is only about to fail. */
const GROUP_GRACE_MS = 10 * MINUTE_MS;

export interface DeadLetterReport {
  /** Images that nobody had marked as failed, or as not to be rendered again, and now are. */
  failed: number;
  /** Messages that concern no image of ours, kept for admins to look at. */
  kept: number;
  /** Messages whose image is dealt with or gone. */
  dropped: number;
}

type CollectServices = Pick<Services, "database" | "queue">;

/**
 * Empties the dead-letter queue into the table, where failures can be looked at, grouped, and retried one by one. The
 * dead letter of an image is the image's own failure; what concerns no image is kept as a message. Safe to repeat: a
 * message is deleted only when its place in the table is written.
 */
export async function collectDeadLetters(services: CollectServices, now: Date = new Date()): Promise<DeadLetterReport> {
  const report: DeadLetterReport = { failed: 0, kept: 0, dropped: 0 };
  for (let batch = 0; batch < MAX_BATCHES; batch++) {
    // Counting is answered at once, receiving from an empty queue is not.
    if ((await countDeadLetters(services.queue)) === 0) break;
    const messages = await receiveDeadLetters(services.queue);
    if (messages.length === 0) break;
    const done: ReceivedMessage[] = [];
    for (const message of messages.filter(({ body }) => body.length <= MAX_BODY_LENGTH)) {
      const outcome = await tryCollect(services, message, now.toISOString());
      if (outcome === undefined) continue;
      report[outcome] += 1;
      done.push(message);
    }
    await deleteDeadLetters(services.queue, done);
  }
  await forgetEmptyGroups(services, now);
  return report;
}

/** Undefined when what the message concerns cannot be read: then it stays in the queue, and is received again later. */
async function tryCollect(
  services: CollectServices,
  message: ReceivedMessage,
  at: string,
): Promise<keyof DeadLetterReport | undefined> {
  try {
    return await collect(services, message, at);
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    const { messageId } = message;
    logFault("a dead letter concerns an image that cannot be read", { messageId }, error);
    return undefined;
  }
}

async function collect(
  services: CollectServices,
  message: ReceivedMessage,
  at: string,
): Promise<keyof DeadLetterReport> {
  const request = read(message.body);
  const ids = request && toImageIds(request);
  if (ids === undefined) return keep(services, message, at);
  let outcome: keyof DeadLetterReport = "dropped";
  const words = "The message for this image was given up before the worker could say why.";
  if (request?.kind === "render" && request.rerender) {
    const reason = { code: "internal", message: words, at } as const;
    return (await failRerender(services, request, request.rerender, reason)) ? "failed" : "dropped";
  }
  for (const id of ids) {
    const image = await findImage(services.database, id);
    if (!image || isTerminalStatus(image.status)) continue;
    if (await failOrphanedProcessing(services, image, words, at)) outcome = "failed";
  }
  return outcome;
}

/** What a message asks for; undefined when it cannot be read. */
function read(body: string): ThumbnailMessage | undefined {
  try {
    return parseThumbnailMessage(body);
  } catch {
    return undefined;
  }
}

/** The images that a message concerns; undefined when it names none of ours. */
function toImageIds(message: ThumbnailMessage): ImageId[] | undefined {
  if (message.kind === "render") return [message];
  const ids = message.kind === "stored" ? message.objects.flatMap(({ key }) => parseOriginalKey(key) ?? []) : [];
  return ids.length > 0 ? ids : undefined;
}

async function keep({ database }: CollectServices, message: ReceivedMessage, at: string): Promise<"kept"> {
  const words = "The worker could not read this message of the queue.";
  const group = toFailureGroup({ stage: "queue", code: "unreadable_message", message: words });
  await recordFailureGroup(database, group, at);
  const { messageId, body } = message;
  await keepDeadLetter(database, { messageId, body, at, fingerprint: group.fingerprint });
  return "kept";
}

async function forgetEmptyGroups({ database }: CollectServices, now: Date): Promise<void> {
  const before = new Date(now.getTime() - GROUP_GRACE_MS).toISOString();
  for (const group of await listFailureGroups(database, MAX_GROUPS)) {
    if (group.lastSeenAt > before) continue;
    if ((await countFailures(database, group.fingerprint)).count === 0) await deleteFailureGroup(database, group);
  }
}
