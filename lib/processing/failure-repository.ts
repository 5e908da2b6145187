import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { z } from "zod";
import { decodeCursor, encodeCursor } from "#lib/database/cursor.ts";
import type { Database } from "#lib/database/database.ts";
import { findItem } from "#lib/database/get-items.ts";
import { keys, partitions } from "#lib/database/keys.ts";
import { queryPage } from "#lib/database/query.ts";
import { readOrLog } from "#lib/database/read-item.ts";
import { deleteItemIf, putItem, updateItem } from "#lib/database/write-items.ts";
import type { Image } from "#lib/images/image.ts";
import { toReadableImages } from "#lib/images/image-item.ts";
import { type FailureGroup, failureGroupSchema } from "./failure-group.ts";

/*
 * Failed images stand in the `directory` index under the fingerprint of their failure, and so do messages that ended
 * in the dead-letter queue and concern no image of this library. What a kind is called has an item of its own.
 */

const knownGroupSchema = failureGroupSchema.extend({ firstSeenAt: z.string(), lastSeenAt: z.string() });
export type KnownFailureGroup = z.infer<typeof knownGroupSchema>;

/** A message that could not be handled. */
export const deadLetterSchema = z.object({
  messageId: z.string(),
  /** When it was taken out of the dead-letter queue, ISO 8601 UTC. */
  at: z.string(),
  body: z.string(),
  fingerprint: z.string(),
});
export type DeadLetter = z.infer<typeof deadLetterSchema>;

export type Failure = { kind: "image"; image: Image } | { kind: "message"; deadLetter: DeadLetter };

/** Records that a failure of this kind is about to happen. Comes first, so that no failure is of an unknown kind. */
export async function recordFailureGroup(database: Database, group: FailureGroup, at: string): Promise<void> {
  const { fingerprint, ...rest } = group;
  const parts = Object.entries(rest).filter(([, value]) => value !== undefined);
  const set = [
    "firstSeenAt = if_not_exists(firstSeenAt, :at), lastSeenAt = :at, fingerprint = :fingerprint",
    ...parts.map(([name]) => `#${name} = :${name}`),
  ];
  await updateItem(database, keys.failureGroup(fingerprint), `SET ${set.join(", ")}`, {
    names: Object.fromEntries(parts.map(([name]) => [`#${name}`, name])),
    values: {
      ":at": at,
      ":fingerprint": fingerprint,
      ...Object.fromEntries(parts.map(([name, value]) => [`:${name}`, value])),
    },
  });
}

/** The kinds of failure that are known, at most `limit`. */
export async function listFailureGroups(database: Database, limit: number): Promise<KnownFailureGroup[]> {
  const { items } = await queryPage(database, {
    where: "pk = :pk",
    values: { ":pk": partitions.failureGroups() },
    limit,
  });
  return items.flatMap((item) => readOrLog(knownGroupSchema, item) ?? []);
}

export async function findFailureGroup(
  database: Database,
  fingerprint: string,
): Promise<KnownFailureGroup | undefined> {
  const item = await findItem(database, keys.failureGroup(fingerprint));
  return item && readOrLog(knownGroupSchema, item);
}

/** Forgets a kind of which nothing is left, unless one more has been recorded since. */
export async function deleteFailureGroup(database: Database, group: KnownFailureGroup): Promise<void> {
  await deleteItemIf(database, keys.failureGroup(group.fingerprint), {
    condition: "lastSeenAt = :at",
    values: { ":at": group.lastSeenAt },
  });
}

/** How many failures of a kind are open; `isMore` when there are more than one read counts (about a thousand). */
export async function countFailures(
  database: Database,
  fingerprint: string,
): Promise<{ count: number; isMore: boolean }> {
  const { Count, LastEvaluatedKey } = await database.client.send(
    new QueryCommand({
      TableName: database.table,
      IndexName: "directory",
      KeyConditionExpression: "directoryPk = :pk",
      ExpressionAttributeValues: { ":pk": partitions.failed(fingerprint) },
      Select: "COUNT",
    }),
  );
  return { count: Count ?? 0, isMore: LastEvaluatedKey !== undefined };
}

/**
 * A page of open failures of a kind, newest first; with `before`, a moment in ISO 8601 and UTC, those from before it,
 * oldest first. @throws AppError `invalid_cursor`
 */
export async function listFailures(
  database: Database,
  { before, ...query }: { fingerprint: string; before?: string; limit: number; cursor?: string | undefined },
): Promise<{ failures: Failure[]; nextCursor: string | undefined }> {
  const partition = partitions.failed(query.fingerprint);
  const page = await queryPage(database, {
    index: "directory",
    where: before === undefined ? "directoryPk = :pk" : "directoryPk = :pk AND directorySk < :before",
    values: { ":pk": partition, ...(before === undefined ? {} : { ":before": before }) },
    isDescending: before === undefined,
    limit: query.limit,
    startKey: decodeCursor(query.cursor, {
      attribute: "directoryPk",
      value: partition,
      holds: (sortKey) => before === undefined || sortKey < before,
    }),
  });
  return {
    failures: page.items.flatMap((item): Failure[] => {
      if (!("messageId" in item)) return toReadableImages([item]).map((image) => ({ kind: "image", image }));
      const deadLetter = readOrLog(deadLetterSchema, item);
      return deadLetter ? [{ kind: "message", deadLetter }] : [];
    }),
    nextCursor: encodeCursor(page.lastKey),
  };
}

/** Keeps a message that concerns no image of this library. The same message is kept once. */
export async function keepDeadLetter(database: Database, deadLetter: DeadLetter): Promise<void> {
  await putItem(database, {
    ...keys.deadLetter(deadLetter.messageId),
    ...deadLetter,
    directoryPk: partitions.failed(deadLetter.fingerprint),
    directorySk: `${deadLetter.at}#${deadLetter.messageId}`,
  });
}

/** Undefined when there is none, or when it cannot be read. */
export async function findDeadLetter(database: Database, messageId: string): Promise<DeadLetter | undefined> {
  const item = await findItem(database, keys.deadLetter(messageId));
  return item && readOrLog(deadLetterSchema, item);
}

/** Deletes a message, one that cannot be read as well. Returns whether there was one. */
export function deleteDeadLetter(database: Database, messageId: string): Promise<boolean> {
  return deleteItemIf(database, keys.deadLetter(messageId));
}
