import type { StatementSync } from "node:sqlite";
import { toKey } from "./image-key.ts";
import { toPlace } from "./place-in-time.ts";

/** The photos between which an id is among those of its millisecond; each is undefined where there is none. */
export interface Gap {
  below: bigint | undefined;
  above: bigint | undefined;
}

/**
 * Finds where an id that has no place belongs among the photos of a millisecond. Places and ids are in the same order
 * there, so few of them are looked at, however many there are.
 */
export function findGap(sql: (text: string) => StatementSync, wallClockMs: number, id: string): Gap {
  const key = toKey(id);
  const [from, to] = [toPlace(wallClockMs), toPlace(wallClockMs + 1)];
  const find = (direction: "ASC" | "DESC", low: bigint, high: bigint) => {
    const row = withBigInts(
      sql(
        `SELECT place, id > ?3 AS isAfter FROM images WHERE place >= ?1 AND place < ?2 ORDER BY place ${direction} LIMIT 1`,
      ),
    ).get(low, high, key);
    return row && { place: row.place as bigint, isAfter: row.isAfter === 1n };
  };
  const last = find("DESC", from, to);
  if (!last?.isAfter) return { below: last?.place, above: undefined };
  const first = find("ASC", from, to);
  if (first?.isAfter) return { below: undefined, above: first.place };
  // All photos from `high` on are after it, all below `low` before.
  let [low, high] = [from, last.place];
  while (low < high) {
    const middle = low + (high - low) / 2n;
    const found = find("ASC", middle, high);
    if (found && !found.isAfter) low = found.place + 1n;
    else high = middle;
  }
  return { below: find("DESC", from, low)?.place, above: find("ASC", high, to)?.place };
}

function withBigInts(statement: StatementSync): StatementSync {
  statement.setReadBigInts(true);
  return statement;
}
