import { AppError } from "#lib/errors.ts";
import { failureCodes } from "#lib/images/failure.ts";
import type { Image } from "#lib/images/image.ts";
import { originalKey } from "#lib/images/object-keys.ts";
import { countOpenImages, listOpenImages } from "#lib/images/open-images.ts";
import { readTotals } from "#lib/metrics/counter-repository.ts";
import { type FailureGroup, failureGroupForCode } from "#lib/processing/failure-group.ts";
import {
  countFailures,
  type Failure,
  findFailureGroup,
  listFailureGroups,
  listFailures,
} from "#lib/processing/failure-repository.ts";
import { countDeadLetters, countMessages } from "#lib/queue/queue.ts";
import type { Services } from "#lib/services.ts";
import { findObject } from "#lib/storage/objects.ts";
import type { FailureGroupView, FailureView, StuckImage } from "./failure-view.ts";
import { stuckAdvice } from "./stuck-advice.ts";

export interface ProcessingView {
  images: { uploading: number; processing: number; ready: number; failed: number; isMore: boolean };
  queue: { messages: number; deadLetters: number };
  groups: FailureGroupView[];
  stuck: StuckImage[];
}

/** How processing is doing: images by state, the queues, open failures by kind, and what is stuck. */
export async function getProcessing(services: Services): Promise<ProcessingView> {
  const { database, queue } = services;
  const [open, totals, groups, stuck, messages, deadLetters] = await Promise.all([
    countOpenImages(database),
    readTotals(database),
    listOpenFailureGroups(services),
    listStuckImages(services),
    countMessages(queue),
    countDeadLetters(queue),
  ]);
  const failed = groups.reduce((sum, { count, code }) => sum + (code === "unreadable_message" ? 0 : count), 0);
  return {
    images: {
      uploading: open.uploading,
      processing: open.processing,
      ready: Math.max(0, totals.images - open.processing - failed),
      failed,
      isMore: open.isMore || groups.some(({ isMore }) => isMore),
    },
    queue: { messages, deadLetters },
    groups,
    stuck,
  };
}

const MINUTE_MS = 60_000;
/** What takes longer than this is named; younger work is most likely under way. */
export const STUCK_AFTER_MS = 5 * MINUTE_MS;
const MAX_SHOWN = 100;

/** Images that wait longer than they should, the longest first, each with what it waits for. */
export async function listStuckImages(
  services: Pick<Services, "database" | "storage">,
  now: Date = new Date(),
): Promise<StuckImage[]> {
  const before = new Date(now.getTime() - STUCK_AFTER_MS).toISOString();
  const images = await listOpenImages(services.database, before, MAX_SHOWN);
  const oldest = images.sort((a, b) => a.statusAt.localeCompare(b.statusAt)).slice(0, MAX_SHOWN);
  return Promise.all(oldest.map((image) => describe(services, image)));
}

async function describe({ storage }: Pick<Services, "storage">, image: Image): Promise<StuckImage> {
  const isBeingRemoved = image.removingSince !== undefined;
  const isStored =
    image.status !== "uploading" || (await findObject(storage, originalKey(image.ownerId, image.id))) !== undefined;
  return {
    ownerId: image.ownerId,
    imageId: image.id,
    fileName: image.fileName,
    status: image.status,
    since: image.removingSince ?? image.statusAt,
    isBeingRemoved,
    isRetryable: isStored && !isBeingRemoved,
    advice: stuckAdvice[toReason(image, isStored)],
  };
}

function toReason({ removingSince, status }: Image, isStored: boolean): keyof typeof stuckAdvice {
  if (removingSince !== undefined) return "deleting";
  if (status === "processing") return "processing";
  return isStored ? "stored" : "uploading";
}

/** More kinds than this are a sign of messages that carry what they should not. */
export const MAX_GROUPS = 100;
const SHOWN_BODY_LENGTH = 1_000;

/** The kinds of failure of which some are open, the most frequent first. */
export async function listOpenFailureGroups({ database }: Pick<Services, "database">): Promise<FailureGroupView[]> {
  const groups: (FailureGroup & { firstSeenAt?: string; lastSeenAt?: string })[] = [
    ...(await listFailureGroups(database, MAX_GROUPS)),
    ...failureCodes.map(failureGroupForCode),
  ];
  const counted = await Promise.all(
    groups.map(async (group) => ({ ...group, ...(await countFailures(database, group.fingerprint)) })),
  );
  return counted.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
}

/** One kind of failure with a page of what is open, newest first. @throws AppError `not_found`, `invalid_cursor` */
export async function getFailureGroup(
  { database }: Pick<Services, "database">,
  query: { fingerprint: string; limit: number; cursor?: string | undefined },
): Promise<{ group: FailureGroupView; failures: FailureView[]; nextCursor?: string | undefined }> {
  const group = await findGroup(database, query.fingerprint);
  const [count, page] = await Promise.all([countFailures(database, query.fingerprint), listFailures(database, query)]);
  return {
    group: { ...group, ...count },
    failures: page.failures.map(toFailureView),
    nextCursor: page.nextCursor,
  };
}

async function findGroup(database: Services["database"], fingerprint: string): Promise<FailureGroup> {
  const code = failureCodes.find((name) => name === fingerprint);
  const group = code ? failureGroupForCode(code) : await findFailureGroup(database, fingerprint);
  if (!group) throw new AppError("not_found", "There is no such kind of failure any more.");
  return group;
}

function toFailureView(failure: Failure): FailureView {
  if (failure.kind === "message") {
    const { messageId, body, at } = failure.deadLetter;
    return { kind: "message", messageId, body: body.slice(0, SHOWN_BODY_LENGTH), failedAt: at };
  }
  const { ownerId, id, fileName, contentType, bytes, statusAt } = failure.image;
  return { kind: "image", ownerId, imageId: id, fileName, contentType, bytes, failedAt: statusAt };
}
