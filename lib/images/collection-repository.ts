import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { stampChange } from "#lib/database/change-feed.ts";
import { type Database, whenConditionHolds } from "#lib/database/database.ts";
import { readOrLog } from "#lib/database/read-item.ts";
import { AppError } from "#lib/errors.ts";
import { type Collection, type CollectionId, type CollectionKind, collectionSchema } from "./collection.ts";
import { toCollectionItem, toCollectionKey } from "./collection-item.ts";
import { isTombstone, toTombstoneAt } from "./tombstone.ts";

const MAX_ATTEMPTS = 8;

/** An album or tag of its owner; undefined for missing, for deleted and for somebody else's alike. */
export async function findCollection(database: Database, id: CollectionId): Promise<Collection | undefined> {
  const { Item } = await database.client.send(
    new GetCommand({ TableName: database.table, Key: toCollectionKey(id), ConsistentRead: true }),
  );
  return Item && !isTombstone(Item) ? readOrLog(collectionSchema, Item) : undefined;
}

/** @throws AppError `not_found` */
export async function getCollection(database: Database, id: CollectionId): Promise<Collection> {
  const collection = await findCollection(database, id);
  if (!collection) throw new AppError("not_found", `There is no such ${id.kind}.`);
  return collection;
}

/** Stores a new album or tag. Returns false, changing nothing, when there is one of that id, or was. */
export async function createCollection(
  database: Database,
  kind: CollectionKind,
  collection: Omit<Collection, "revision" | "changedAt">,
): Promise<boolean> {
  const put = new PutCommand({
    TableName: database.table,
    Item: toCollectionItem(kind, { ...collection, revision: 1, changedAt: stampChange(undefined) }),
    ConditionExpression: "attribute_not_exists(pk)",
  });
  return (await whenConditionHolds(database.client.send(put))) !== undefined;
}

/**
 * Replaces an album or tag by what `next` makes of it; null deletes it, undefined leaves it. Asks again when somebody
 * else changed it meanwhile. Returns what is stored then, undefined when there is none.
 * @throws AppError `unavailable` when others keep changing it
 */
export async function changeCollection(
  database: Database,
  id: CollectionId,
  next: (collection: Collection) => Collection | null | undefined,
): Promise<Collection | undefined> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const before = await findCollection(database, id);
    if (!before) return undefined;
    const changed = next(before);
    if (changed === undefined) return before;
    const after = changed && {
      ...changed,
      revision: before.revision + 1,
      changedAt: stampChange(before.changedAt),
    };
    const put = new PutCommand({
      TableName: database.table,
      Item: after ? toCollectionItem(id.kind, after) : toTombstoneAt(toCollectionKey(id), id.ownerId, id.id, before),
      ConditionExpression: "revision = :revision",
      ExpressionAttributeValues: { ":revision": before.revision },
    });
    if (await whenConditionHolds(database.client.send(put))) return after ?? undefined;
  }
  throw new AppError("unavailable", `The ${id.kind} is changing too fast right now. Please try again.`);
}
