import { compileQuery } from "./compile-query.ts";
import { fromKey } from "./image-key.ts";
import type { IndexFile } from "./index-file.ts";
import { fromClause } from "./query-statements.ts";

/** What one of those who were let in by a share has added. */
export interface GuestSummary {
  guestId: string;
  /** Images, without those in the trash. */
  count: number;
  lastAddedAtMs: number;
  /** The image that was added last. */
  lastImageId: string;
}

/** So many guests of a share are told apart. */
const MAX_GUESTS = 200;

/** Who added images through a share that are not in the trash, the latest first. */
export function listGuests(file: IndexFile, shareId: string): GuestSummary[] {
  const compiled = compileQuery(file, { sort: "added", order: "desc", addedThrough: shareId });
  if (compiled.isEmpty) return [];
  const { text, parameters } = fromClause(compiled, true);
  // With max(), SQLite takes the other columns from the row that has the maximum.
  return file
    .sql(
      `SELECT i.guest, i.id, max(i.added) AS added, count(*) AS count FROM ${text} GROUP BY i.guest ORDER BY added DESC LIMIT ?`,
    )
    .all(...parameters, MAX_GUESTS)
    .map(({ guest, id, added, count }) => ({
      guestId: file.labels.toKey(Number(guest)).slice(shareId.length + 1),
      count: Number(count),
      lastAddedAtMs: Number(added),
      lastImageId: fromKey(id),
    }));
}
