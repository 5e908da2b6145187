import { DeleteCommand, GetCommand, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { type Database, whenConditionHolds } from "#lib/database/database.ts";
import { getItems } from "#lib/database/get-items.ts";
import { keys, partitions } from "#lib/database/keys.ts";
import { readOrLog } from "#lib/database/read-item.ts";
import { AppError } from "#lib/errors.ts";
import {
  type BulkChange,
  bulkChangeSchema,
  isRunning,
  type KeptChange,
  MAX_RUNNING,
  selectTooMany,
} from "./bulk-change.ts";

export type BulkChangeId = Pick<BulkChange, "ownerId" | "id">;

const MAX_ATTEMPTS = 8;

export async function createBulkChange(database: Database, change: BulkChange): Promise<void> {
  await database.client.send(new PutCommand({ TableName: database.table, Item: toItem(change) }));
}

/** Undefined when there is none, or when it cannot be read. */
export async function findBulkChange(database: Database, id: BulkChangeId): Promise<BulkChange | undefined> {
  const { Item } = await database.client.send(
    new GetCommand({ TableName: database.table, Key: keys.bulkChange(id.ownerId, id.id), ConsistentRead: true }),
  );
  return Item && readOrLog(bulkChangeSchema, Item);
}

/** The newest changes of a user, newest first. */
export async function listBulkChanges(database: Database, ownerId: string, limit: number): Promise<BulkChange[]> {
  const { pk, sk: prefix } = keys.bulkChange(ownerId, "");
  const { Items } = await database.client.send(
    new QueryCommand({
      TableName: database.table,
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
      ExpressionAttributeValues: { ":pk": pk, ":prefix": prefix },
      ScanIndexForward: false,
      Limit: limit,
    }),
  );
  return (Items ?? []).flatMap((item) => readOrLog(bulkChangeSchema, item) ?? []);
}

/**
 * Replaces a change by what `next` makes of it, under the condition that no one else has changed it; given a change
 * rather than an id, it starts from that one. Returns what is stored then; undefined when there is none or `next`
 * declines.
 * @throws AppError `unavailable` when others keep changing it
 */
export async function editBulkChange(
  database: Database,
  target: BulkChangeId | BulkChange,
  next: (change: BulkChange) => BulkChange | undefined,
): Promise<BulkChange | undefined> {
  let before = "revision" in target ? target : await findBulkChange(database, target);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const edited = before && next(before);
    if (!before || !edited) return undefined;
    const after = { ...edited, revision: before.revision + 1 };
    const put = new PutCommand({
      TableName: database.table,
      Item: toItem(after),
      ConditionExpression: "revision = :revision",
      ExpressionAttributeValues: { ":revision": before.revision },
    });
    if (await whenConditionHolds(database.client.send(put))) return after;
    before = await findBulkChange(database, target);
  }
  throw new AppError("unavailable", "This change is being changed too fast right now. Please try again.");
}

/** Forgets a change, provided it is as it was read. */
export async function deleteBulkChange(database: Database, { ownerId, id, revision }: BulkChange): Promise<void> {
  const command = new DeleteCommand({
    TableName: database.table,
    Key: keys.bulkChange(ownerId, id),
    ConditionExpression: "revision = :revision",
    ExpressionAttributeValues: { ":revision": revision },
  });
  await whenConditionHolds(database.client.send(command));
}

/** Changes in progress on which no one has worked since a moment, the longest first. */
export function listIdleBulkChanges(database: Database, before: string, limit: number): Promise<BulkChange[]> {
  return listOpen(database, partitions.openBulkChanges(), before, limit);
}

/** Changes that have ended and whose time was over at a moment. */
export function listExpiredBulkChanges(database: Database, before: string, limit: number): Promise<BulkChange[]> {
  return listOpen(database, partitions.endedBulkChanges(), before, limit);
}

async function listOpen(database: Database, pk: string, before: string, limit: number): Promise<BulkChange[]> {
  const { Items } = await database.client.send(
    new QueryCommand({
      TableName: database.table,
      IndexName: "open",
      KeyConditionExpression: "openPk = :pk AND openSk < :before",
      ExpressionAttributeValues: { ":pk": pk, ":before": before },
      Limit: limit,
    }),
  );
  return (Items ?? []).flatMap((item) => readOrLog(bulkChangeSchema, item) ?? []);
}

/**
 * Takes one of the places that a user has for changes in progress. Places of changes that have ended are free, whether
 * or not they were given back. Returns the ids of earlier changes that are too many to be kept for undoing beside it.
 * @throws AppError `too_many_bulk_changes`
 */
export async function takePlace(
  database: Database,
  { ownerId, id, total, undoOf }: Pick<BulkChange, "ownerId" | "id" | "total" | "undoOf">,
): Promise<string[]> {
  let tooMany: string[] = [];
  await editPlaces(database, ownerId, async ({ taken, kept }) => {
    const items = await getItems(
      database,
      taken.map((other) => keys.bulkChange(ownerId, other)),
      { isConsistent: true },
    );
    const running = items.flatMap((item) => readOrLog(bulkChangeSchema, item) ?? []).filter(isRunning);
    if (running.length >= MAX_RUNNING) {
      throw new AppError("too_many_bulk_changes", "Other changes of many photos are still in progress.");
    }
    // What is being undone is needed until that has ended.
    const inUse = new Set([undoOf, ...running.flatMap((change) => [change.id, change.undoOf])]);
    const all = [...kept, { id, total }];
    tooMany = selectTooMany(all).flatMap((change) => (inUse.has(change.id) ? [] : change.id));
    return {
      taken: [...running.map((change) => change.id), id],
      kept: all.filter((change) => !tooMany.includes(change.id)),
    };
  });
  return tooMany;
}

export function givePlaceBack(database: Database, { ownerId, id }: BulkChangeId): Promise<void> {
  return editPlaces(database, ownerId, async ({ taken, kept }) =>
    taken.includes(id) ? { taken: taken.filter((other) => other !== id), kept } : undefined,
  );
}

interface Places {
  /** Ids of changes in progress. */
  taken: string[];
  /** Changes that may be kept for undoing, oldest first. */
  kept: KeptChange[];
}

async function editPlaces(
  database: Database,
  ownerId: string,
  next: (places: Places) => Promise<Places | undefined>,
): Promise<void> {
  const key = keys.bulkPlaces(ownerId);
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const { Item } = await database.client.send(
      new GetCommand({ TableName: database.table, Key: key, ConsistentRead: true }),
    );
    const places = await next({
      taken: (Item?.taken as string[] | undefined) ?? [],
      kept: (Item?.kept as KeptChange[] | undefined) ?? [],
    });
    if (!places) return;
    const put = new PutCommand({
      TableName: database.table,
      Item: { ...key, ...places, revision: Number(Item?.revision ?? 0) + 1 },
      ConditionExpression: Item ? "revision = :revision" : "attribute_not_exists(pk)",
      ...(Item ? { ExpressionAttributeValues: { ":revision": Item.revision } } : {}),
    });
    if (await whenConditionHolds(database.client.send(put))) return;
  }
  throw new AppError("unavailable", "Too many changes start at this moment. Please try again.");
}

function toItem(change: BulkChange): Record<string, unknown> {
  const since = isRunning(change)
    ? { openPk: partitions.openBulkChanges(), at: change.lease?.until ?? change.createdAt }
    : { openPk: partitions.endedBulkChanges(), at: change.expiresAt };
  return {
    ...keys.bulkChange(change.ownerId, change.id),
    ...change,
    openPk: since.openPk,
    openSk: `${since.at}#${change.id}`,
  };
}
