import pMap from "p-map";
import { z } from "zod";
import { recordAudit } from "#lib/audit/record-audit.ts";
import type { RequestActor } from "#lib/audit/request-actor.ts";
import { fromCursor, invalidCursor, toCursor } from "#lib/cursor-text.ts";
import { failureCodes } from "#lib/images/failure.ts";
import { isTerminalStatus } from "#lib/images/image.ts";
import type { ImageId } from "#lib/images/image-item.ts";
import { discardFailure, findImage, touchUpload } from "#lib/images/image-repository.ts";
import { originalKey } from "#lib/images/object-keys.ts";
import {
  deleteDeadLetter,
  type Failure,
  findDeadLetter,
  listFailureGroups,
  listFailures,
} from "#lib/processing/failure-repository.ts";
import { requestRendering } from "#lib/processing/message.ts";
import { retryFailedImage } from "#lib/processing/retry-image.ts";
import { redriveMessage } from "#lib/queue/dead-letters.ts";
import type { Services } from "#lib/services.ts";
import { findObject } from "#lib/storage/objects.ts";
import { MAX_GROUPS, STUCK_AFTER_MS } from "./view-processing.ts";

/** What is to be retried or discarded: some by name, all of one kind, or all. */
export interface FailureSelection {
  images?: ImageId[] | undefined;
  messageIds?: string[] | undefined;
  fingerprint?: string | undefined;
  all?: true | undefined;
  /** Of the call before; those that failed since the first call are then not selected. */
  cursor?: string | undefined;
}

export interface RepairReport {
  /** How many this call has dealt with; those that somebody else had dealt with before do not count. */
  done: number;
  /** Whether some of the selection are left for another call. */
  isMore: boolean;
  /** Where that call goes on. */
  nextCursor?: string | undefined;
}

/** One call deals with so many; whoever wants all calls again. */
const MAX_PER_CALL = 100;
const CONCURRENCY = 8;

/** How far calls for many have come: kinds are in the order of their fingerprints, failures of one oldest first. */
const positionSchema = z.object({ before: z.iso.datetime(), fingerprint: z.string(), page: z.string().optional() });
type Position = z.infer<typeof positionSchema>;

type Target = { kind: "image"; id: ImageId } | { kind: "message"; messageId: string };

/**
 * Asks for images to be rendered again, and gives messages to the worker again. Doing so twice does it once: what is
 * no longer failed is left alone. @throws AppError `invalid_cursor`
 */
export async function retryFailures(
  services: Services,
  by: RequestActor,
  selection: FailureSelection,
  now: Date = new Date(),
): Promise<RepairReport> {
  const { targets, ...rest } = await select(services, selection, now);
  const done = await count(targets, (target) =>
    target.kind === "image" ? retryFailedOrStuck(services, target.id, now) : retryMessage(services, target.messageId),
  );
  if (done > 0) await recordAudit(services, { action: "failures_retried", ...by, details: describe(selection, done) });
  return { done, ...rest };
}

/**
 * Sets failures aside with a reason; images stay failed for their owners, messages are deleted.
 * @throws AppError `invalid_cursor`
 */
export async function discardFailures(
  services: Services,
  by: RequestActor,
  selection: FailureSelection,
  reason: string,
): Promise<RepairReport> {
  const { database } = services;
  const now = new Date();
  const { targets, ...rest } = await select(services, selection, now);
  const at = now.toISOString();
  const done = await count(targets, async (target) => {
    if (target.kind === "message") return deleteDeadLetter(database, target.messageId);
    return (await discardFailure(database, target.id, at)) !== undefined;
  });
  if (done > 0) {
    const details = { ...describe(selection, done), reason };
    await recordAudit(services, { action: "failures_discarded", ...by, details });
  }
  return { done, ...rest };
}

async function select(
  { database }: Services,
  { images = [], messageIds = [], fingerprint, all, cursor }: FailureSelection,
  now: Date,
): Promise<{ targets: Target[] } & Pick<RepairReport, "isMore" | "nextCursor">> {
  const named: Target[] = [
    ...images.map((id): Target => ({ kind: "image", id })),
    ...messageIds.map((messageId): Target => ({ kind: "message", messageId })),
  ];
  if (!all && fingerprint === undefined) return { targets: named, isMore: false };
  const from = cursor === undefined ? undefined : readPosition(cursor);
  // What is retried and fails again would otherwise be selected again, and those that failed before it never.
  const before = from?.before ?? now.toISOString();
  const kinds = all ? await listFingerprints(database) : [fingerprint ?? ""];
  const targets: Target[] = [];
  for (const kind of kinds) {
    if (from && kind < from.fingerprint) continue;
    const limit = MAX_PER_CALL - targets.length;
    if (limit === 0) return { targets, isMore: true, nextCursor: writePosition({ before, fingerprint: kind }) };
    const start = kind === from?.fingerprint ? from.page : undefined;
    const page = await listFailures(database, { fingerprint: kind, before, limit, cursor: start });
    targets.push(...page.failures.map(toTarget));
    if (page.nextCursor !== undefined) {
      const nextCursor = writePosition({ before, fingerprint: kind, page: page.nextCursor });
      return { targets, isMore: true, nextCursor };
    }
  }
  return { targets, isMore: false };
}

/** The kinds of failure of which some may be open, in order. */
async function listFingerprints(database: Services["database"]): Promise<string[]> {
  const groups = await listFailureGroups(database, MAX_GROUPS);
  return [...new Set([...groups.map(({ fingerprint }) => fingerprint), ...failureCodes])].sort();
}

function writePosition(position: Position): string {
  return toCursor(JSON.stringify(position));
}

function readPosition(cursor: string): Position {
  try {
    return positionSchema.parse(JSON.parse(fromCursor(cursor)));
  } catch (cause) {
    throw invalidCursor(cause);
  }
}

function toTarget(failure: Failure): Target {
  return failure.kind === "message"
    ? { kind: "message", messageId: failure.deadLetter.messageId }
    : { kind: "image", id: { ownerId: failure.image.ownerId, imageId: failure.image.id } };
}

/** A failed image goes back to `processing`; one that is stuck is asked for once more. */
async function retryFailedOrStuck(services: Services, id: ImageId, now: Date): Promise<boolean> {
  const { database, storage, queue } = services;
  if (await retryFailedImage(services, id)) return true;
  const image = await findImage(database, id);
  const isStuck =
    image && !isTerminalStatus(image.status) && now.getTime() - Date.parse(image.statusAt) > STUCK_AFTER_MS;
  if (!isStuck || !(await findObject(storage, originalKey(id.ownerId, id.imageId)))) return false;
  await touchUpload(database, id, now.toISOString());
  await requestRendering(queue, id);
  return true;
}

async function retryMessage({ database, queue }: Services, messageId: string): Promise<boolean> {
  const deadLetter = await findDeadLetter(database, messageId);
  if (!deadLetter) return false;
  // Sent first: a crash in between has it handled twice, which the worker takes, rather than never.
  await redriveMessage(queue, deadLetter.body);
  await deleteDeadLetter(database, messageId);
  return true;
}

async function count(targets: Target[], act: (target: Target) => Promise<boolean>): Promise<number> {
  const outcomes = await pMap(targets, act, { concurrency: CONCURRENCY });
  return outcomes.filter(Boolean).length;
}

function describe(selection: FailureSelection, done: number): Record<string, string | number> {
  const [image] = selection.images ?? [];
  return {
    count: done,
    ...(selection.all ? { what: "all" } : {}),
    ...(selection.fingerprint ? { kind: selection.fingerprint } : {}),
    ...(image ? { firstImage: image.imageId } : {}),
  };
}
