import { isDeepStrictEqual } from "node:util";
import { BatchGetCommand, PutCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import pMap from "p-map";
import { stampChange } from "#lib/database/change-feed.ts";
import { type Database, whenConditionHolds } from "#lib/database/database.ts";
import { renewEpoch } from "#lib/database/epoch.ts";
import { keys, TABLE_KEY, TTL_ATTRIBUTE } from "#lib/database/keys.ts";
import { collectionSchema } from "#lib/images/collection.ts";
import { toCollectionItem } from "#lib/images/collection-item.ts";
import { imageSchema } from "#lib/images/image.ts";
import { toItem } from "#lib/images/image-item.ts";
import { isTombstone } from "#lib/images/tombstone.ts";
import { recountShares } from "./recount-shares.ts";
import { type Choice, type Counts, type Found, isPutBack, noCounts } from "./report.ts";

/** DynamoDB gives so many items at once at most. */
const BATCH = 100;
const CONCURRENCY = 8;

type Item = Record<string, unknown>;

/**
 * Compares every item of `copy` with the table and puts back what is missing, and what differs where that is wanted. An
 * image, album or tag goes back as a new change, so that its revision never falls, and what guests have added is
 * counted anew. What came into the table since is left alone. Returns what was found before, by kind; running it again
 * finds less.
 */
export async function restoreItems(
  database: Database,
  copy: string,
  choice: Choice,
  now: Date = new Date(),
): Promise<Map<string, Counts>> {
  const report = new Map<string, Counts>();
  const withGuests = new Set<string>();
  await pMap(
    readBatches(database, copy),
    async (batch) => {
      const items = batch.filter((item) => !hasExpired(item, now) && !isTombstone(item) && !isEpoch(item));
      const live = await readLive(database, items);
      for (const item of items) {
        if (isImage(item) && item.addedBy !== undefined) withGuests.add(String(item.ownerId));
        const found = compare(item, live.get(toItemId(item)));
        const counts = report.get(getKind(item)) ?? noCounts();
        counts[found] += 1;
        report.set(getKind(item), counts);
        if (isPutBack(found, choice) && !choice.isDryRun)
          await reinsert(database, item, live.get(toItemId(item)), found);
      }
    },
    { concurrency: CONCURRENCY },
  );
  // Whatever was derived from the table may have missed this.
  if (!choice.isDryRun) await renewEpoch(database);
  // Of all who have any: an earlier run may have been interrupted before it came to this.
  if (!choice.isDryRun) for (const userId of withGuests) await recountShares(database, userId);
  return report;
}

async function reinsert(
  { client, table: TableName }: Database,
  item: Item,
  live: Item | undefined,
  found: Found,
): Promise<void> {
  // What was written meanwhile where something was missing is newer, and stays. A tombstone is nothing, too.
  const condition =
    found === "missing"
      ? { ConditionExpression: `attribute_not_exists(${TABLE_KEY.partition}) OR attribute_exists(deletedAt)` }
      : {};
  const Item = isInFeed(item) ? toNextRevision(item, live) : item;
  await whenConditionHolds(client.send(new PutCommand({ TableName, Item, ...condition })));
}

/** An image, album or tag as it was, as a change to what is there now: its revision and time never fall. */
function toNextRevision(item: Item, live: Item | undefined): Item {
  const revision = Math.max(Number(item.revision), Number(live?.revision ?? 0)) + 1;
  const before = [item.changedAt, live?.changedAt].filter((at) => typeof at === "string").sort();
  const changedAt = stampChange(before.at(-1));
  const next = { ...item, revision, changedAt };
  const image = isImage(item) ? imageSchema.safeParse(next).data : undefined;
  const collection = isImage(item) ? undefined : collectionSchema.safeParse(next).data;
  if (image) return toItem(image);
  // What cannot be read goes back as it was, for the integrity walk to name.
  return collection
    ? toCollectionItem(getKind(item) === "USER ALBUM" ? "album" : "tag", collection)
    : { ...item, revision };
}

async function* readBatches({ client }: Database, table: string): AsyncGenerator<Item[]> {
  let start: Item | undefined;
  do {
    const page = await client.send(
      new ScanCommand({ TableName: table, ExclusiveStartKey: start, ConsistentRead: true }),
    );
    const items = page.Items ?? [];
    for (let from = 0; from < items.length; from += BATCH) yield items.slice(from, from + BATCH);
    start = page.LastEvaluatedKey;
  } while (start);
}

async function readLive({ client, table }: Database, items: Item[]): Promise<Map<string, Item>> {
  const found = new Map<string, Item>();
  let keys: Item[] = items.map((item) => ({
    [TABLE_KEY.partition]: item[TABLE_KEY.partition],
    [TABLE_KEY.sort]: item[TABLE_KEY.sort],
  }));
  while (keys.length > 0) {
    const { Responses, UnprocessedKeys } = await client.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }),
    );
    for (const item of Responses?.[table] ?? []) found.set(toItemId(item), item);
    keys = UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return found;
}

function compare(item: Item, live: Item | undefined): Found {
  if (!live || (isInFeed(item) && isTombstone(live))) return "missing";
  const isAlike = isInFeed(item)
    ? isDeepStrictEqual(withoutHistory(item), withoutHistory(live))
    : isDeepStrictEqual(item, live);
  return isAlike ? "alike" : "different";
}

/** What the item of an image, album or tag says of it, without how it came to it. */
function withoutHistory({ revision, changedAt, changesPk, changesSk, listed, ...rest }: Item): Item {
  return rest;
}

function isImage(item: Item): boolean {
  return getKind(item) === "USER IMAGE";
}

/** Whether lists hear of it by the change feed, so that its revision and time must never fall. */
function isInFeed(item: Item): boolean {
  return isImage(item) || ["USER ALBUM", "USER TAG"].includes(getKind(item));
}

function isEpoch(item: Item): boolean {
  return toItemId(item) === toItemId({ ...keys.epoch() });
}

/** Counters of attempts and the like, whose time is over. */
function hasExpired(item: Item, now: Date): boolean {
  const expiresAt = item[TTL_ATTRIBUTE];
  return typeof expiresAt === "number" && expiresAt * 1000 < now.getTime();
}

function toItemId(item: Item): string {
  return JSON.stringify([item[TABLE_KEY.partition], item[TABLE_KEY.sort]]);
}

/** As lib/database/keys.ts draws them: "USER IMAGE", "EMAIL", "AUDIT". */
function getKind(item: Item): string {
  const [what = ""] = String(item[TABLE_KEY.partition]).split("#");
  const [part = ""] = String(item[TABLE_KEY.sort]).split("#");
  return what === "USER" ? `${what} ${part}` : what;
}
