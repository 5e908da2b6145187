import type { Database } from "#lib/database/database.ts";
import { findItem } from "#lib/database/get-items.ts";
import { keys, partitions } from "#lib/database/keys.ts";
import { queryPage } from "#lib/database/query.ts";
import { deleteItemIf, putIfAbsent, updateItem } from "#lib/database/write-items.ts";
import type { SnapshotRequests } from "./change-source.ts";

/** Requests in the table, where the job finds them by age. */
export function createSnapshotRequests(database: Database): SnapshotRequests {
  return {
    async request(userId) {
      await putIfAbsent(database, {
        ...keys.snapshotRequest(userId),
        openPk: partitions.openSnapshotRequests(),
        openSk: `${new Date().toISOString()}#${userId}`,
      });
    },
    async isOpen(userId) {
      return (await findItem(database, keys.snapshotRequest(userId))) !== undefined;
    },
  };
}

/** A request that a job has taken, and no other takes before its time. */
export interface TakenRequest {
  userId: string;
  openSk: string;
}

/** Requests looked at at a time, of which others may take some meanwhile. */
const PAGE = 10;
/** By how much the clocks of two servers may differ. */
const MAX_SKEW_MS = 60 * 60_000;

/**
 * Takes the oldest request that no job has, until a moment (ISO 8601 UTC); undefined when there is none. One that no job
 * can have taken for so long is of a server whose clock was ahead, and is open as well.
 */
export async function takeSnapshotRequest(
  database: Database,
  now: string,
  until: string,
): Promise<TakenRequest | undefined> {
  const impossible = new Date(Date.parse(until) + MAX_SKEW_MS).toISOString();
  for (const [condition, moment] of [["openSk < :moment", now] as const, ["openSk > :moment", impossible] as const]) {
    const { items } = await queryPage(database, {
      index: "open",
      where: `openPk = :pk AND ${condition}`,
      values: { ":pk": partitions.openSnapshotRequests(), ":moment": moment },
      limit: PAGE,
    });
    for (const { pk, openSk } of items) {
      const userId = String(pk).slice(keys.user("").pk.length);
      const taken = await moveRequest(database, { userId, openSk: String(openSk) }, until);
      if (taken) return taken;
    }
  }
  return undefined;
}

/** Gives a request back, to be continued by the next job. */
export async function returnSnapshotRequest(database: Database, request: TakenRequest): Promise<void> {
  await moveRequest(database, request, new Date().toISOString());
}

/** Ends a request, unless another job has taken it since. */
export async function endSnapshotRequest(database: Database, { userId, openSk }: TakenRequest): Promise<void> {
  await deleteItemIf(database, keys.snapshotRequest(userId), {
    condition: "openSk = :openSk",
    values: { ":openSk": openSk },
  });
}

async function moveRequest(
  database: Database,
  { userId, openSk }: TakenRequest,
  to: string,
): Promise<TakenRequest | undefined> {
  const next = `${to}#${userId}`;
  const moved = await updateItem(database, keys.snapshotRequest(userId), "SET openSk = :next", {
    condition: "openSk = :openSk",
    values: { ":next": next, ":openSk": openSk },
  });
  return moved && { userId, openSk: next };
}
