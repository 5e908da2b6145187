import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { type Database, whenConditionHolds } from "#lib/database/database.ts";
import { getItems } from "#lib/database/get-items.ts";
import { COUNTER_SHARDS, type Key, keys, TTL_ATTRIBUTE } from "#lib/database/keys.ts";
import { putIfAbsent } from "#lib/database/write-items.ts";
import { addUp, type CounterName, type Counts, plainCounters } from "./counters.ts";
import { bucketName, type Granularity, granularities, startOfBucket } from "./time-bucket.ts";

/** From so many spans those who are active are added up. */
const SPANS_LOOKED_AT = { hour: 24, day: 30 } as const;

/** What is stored altogether. */
export const totalNames = ["users", "images", "bytes"] as const;
export type Totals = Record<(typeof totalNames)[number], number>;

const allGranularities = Object.keys(granularities) as Granularity[];

/** Adds to the counters of every span that a moment lies in. */
export async function addCounts(database: Database, counts: Counts, at: Date = new Date()): Promise<void> {
  if (Object.keys(counts).length === 0) return;
  await Promise.all(
    allGranularities.map((granularity) => {
      const bucket = bucketName(granularity, startOfBucket(granularity, at));
      return add(database, keys.counters(bucket, anyShard()), counts, expiresAt(granularity, at));
    }),
  );
}

/** Counts how often totals were changed: the same sums again need not mean that nothing happened. */
const CHANGES = "changes";

/** Adds to what is stored altogether; negative numbers take away. */
export async function addTotals(database: Database, changes: Partial<Totals>): Promise<void> {
  await add(database, keys.totals(anyShard()), { ...changes, [CHANGES]: 1 }, undefined);
}

/** What is stored altogether, as it was counted. */
export async function readTotals(database: Database): Promise<Totals> {
  return (await readTotalsRevision(database)).totals;
}

/** What is stored altogether, with how often that has changed, for checks. */
export async function readTotalsRevision(database: Database): Promise<{ totals: Totals; changes: number }> {
  const items = await getItems(
    database,
    Array.from({ length: COUNTER_SHARDS }, (_, shard) => keys.totals(shard)),
  );
  const totals: Totals = { users: 0, images: 0, bytes: 0 };
  for (const item of items) for (const name of totalNames) totals[name] += numberIn(item, name);
  return { totals, changes: items.reduce((sum, item) => sum + numberIn(item, CHANGES), 0) };
}

/** The counts of spans that begin at the given moments, in their order. */
export async function readCounts(database: Database, granularity: Granularity, starts: string[]): Promise<Counts[]> {
  const items = await getItems(
    database,
    starts.flatMap((start) =>
      Array.from({ length: COUNTER_SHARDS }, (_, shard) => keys.counters(bucketName(granularity, start), shard)),
    ),
  );
  return starts.map((start) => {
    const prefix = `${keys.counters(bucketName(granularity, start), 0).pk.slice(0, -1)}`;
    return addUp(items.filter(({ pk }) => String(pk).startsWith(prefix)).map(toCounts));
  });
}

const seen = new WeakMap<Database, Set<string>>();
/** Of each process; beyond it everybody is looked up again, which only costs a write. */
const MAX_SEEN = 10_000;

/**
 * Counts a user as active: once in every span of time however often it is called, and besides, among those last seen
 * in the span that it is now, no longer in the one before. So whoever was seen within the last n spans is the sum of n
 * counters.
 */
export async function countActive(database: Database, userId: string, at: Date = new Date()): Promise<void> {
  const known = seen.get(database) ?? new Set<string>();
  seen.set(database, known);
  if (known.size > MAX_SEEN) known.clear();
  await Promise.all(
    ([markInFiveMinutes, markInHour] as const).map(async (mark) => {
      const granularity = mark === markInHour ? "hour" : "fiveMinutes";
      const name = `${bucketName(granularity, startOfBucket(granularity, at))}#${userId}`;
      if (known.has(name)) return;
      await mark(database, userId, at);
      known.add(name);
    }),
  );
}

async function markInFiveMinutes(database: Database, userId: string, at: Date): Promise<void> {
  const bucket = bucketName("fiveMinutes", startOfBucket("fiveMinutes", at));
  const endsAt = expiresAt("fiveMinutes", at);
  if (await putIfAbsent(database, { ...keys.activeMark(bucket, userId), [TTL_ATTRIBUTE]: endsAt })) {
    await add(database, keys.counters(bucket, anyShard()), { activeUsers: 1 }, endsAt);
  }
}

/** One item per user says in which hour they were last seen, and moves on once an hour. */
async function markInHour(database: Database, userId: string, at: Date): Promise<void> {
  const hour = startOfBucket("hour", at);
  const update = new UpdateCommand({
    TableName: database.table,
    Key: keys.lastActivity(userId),
    UpdateExpression: "SET #hour = :hour, #ttl = :ttl",
    ConditionExpression: "attribute_not_exists(#hour) OR #hour < :hour",
    ExpressionAttributeNames: { "#hour": "hour", "#ttl": TTL_ATTRIBUTE },
    ExpressionAttributeValues: { ":hour": hour, ":ttl": expiresAt("hour", at) },
    ReturnValues: "ALL_OLD",
  });
  const moved = await whenConditionHolds(database.client.send(update));
  if (!moved) return;
  const before = typeof moved.Attributes?.hour === "string" ? new Date(moved.Attributes.hour) : undefined;
  await Promise.all([moveLastSeen(database, "hour", before, at), moveLastSeen(database, "day", before, at)]);
}

async function moveLastSeen(
  database: Database,
  granularity: keyof typeof SPANS_LOOKED_AT,
  before: Date | undefined,
  at: Date,
): Promise<void> {
  const now = startOfBucket(granularity, at);
  const then = before && startOfBucket(granularity, before);
  if (then === now) return;
  const oldest = at.getTime() - (SPANS_LOOKED_AT[granularity] + 1) * granularities[granularity].ms;
  const count = (start: string, moment: Date, counts: Counts) =>
    add(database, keys.counters(bucketName(granularity, start), anyShard()), counts, expiresAt(granularity, moment));
  await Promise.all([
    count(now, at, { activeUsers: 1, lastSeenUsers: 1 }),
    // A span that nobody looks at any more need not be right.
    before && then && before.getTime() > oldest ? count(then, before, { lastSeenUsers: -1 }) : undefined,
  ]);
}

async function add(
  database: Database,
  key: Key,
  changes: Partial<Record<string, number>>,
  endsAtSeconds: number | undefined,
): Promise<void> {
  const entries = Object.entries(changes);
  await database.client.send(
    new UpdateCommand({
      TableName: database.table,
      Key: key,
      UpdateExpression: `ADD ${entries.map((_, index) => `#n${index} :n${index}`).join(", ")}${endsAtSeconds === undefined ? "" : " SET #ttl = :ttl"}`,
      ExpressionAttributeNames: {
        ...Object.fromEntries(entries.map(([name], index) => [`#n${index}`, name])),
        ...(endsAtSeconds === undefined ? {} : { "#ttl": TTL_ATTRIBUTE }),
      },
      ExpressionAttributeValues: {
        ...Object.fromEntries(entries.map(([, count], index) => [`:n${index}`, count])),
        ...(endsAtSeconds === undefined ? {} : { ":ttl": endsAtSeconds }),
      },
    }),
  );
}

function toCounts(item: Record<string, unknown>): Counts {
  return Object.fromEntries(
    Object.keys(item)
      .filter((name) => (plainCounters as readonly string[]).includes(name) || /^(failed|readyIn)_/.test(name))
      .map((name) => [name as CounterName, numberIn(item, name)]),
  );
}

function numberIn(item: Record<string, unknown>, name: string): number {
  const value = item[name];
  return typeof value === "number" ? value : 0;
}

function anyShard(): number {
  return Math.floor(Math.random() * COUNTER_SHARDS);
}

function expiresAt(granularity: Granularity, at: Date): number {
  return Math.floor((at.getTime() + granularities[granularity].keptMs) / 1000);
}
