import { fromRow, type IndexedImage, toStatusCode } from "./image-row.ts";
import type { IndexFile } from "./index-file.ts";
import { clampWallClock, toPlace } from "./place-in-time.ts";
import { COLUMNS } from "./query-statements.ts";

const MAX_YEARS = 20;
const DAY_MS = 24 * 60 * 60 * 1000;

/** What was taken on a day. */
export interface PastDay {
  /** On the clock where the photos were taken, "2024-05-01". */
  date: string;
  count: number;
  /** A favourite of them, else the newest. */
  cover: IndexedImage;
}

/**
 * The same day of earlier years, newest first, as far as there are photos of the timeline that say when they were
 * taken; counted with all others that the timeline has on that day. `today` is "2026-05-01".
 */
export function findOnThisDay({ sql, labels }: IndexFile, today: string): PastDay[] {
  const [year = 0, month = 0, day = 0] = today.split("-").map(Number);
  const years = sql("SELECT month / 100 AS year FROM months WHERE month % 100 = ? AND month < ? AND photos > 0")
    .all(month, year * 100)
    .map((row) => Number(row.year))
    .sort((one, other) => other - one);
  return years.slice(0, MAX_YEARS).flatMap((past) => {
    const start = Date.UTC(past, month - 1, day);
    // 29 February is a day of few years.
    if (new Date(start).getUTCMonth() !== month - 1) return [];
    const row = sql(
      `SELECT ${COLUMNS}, count(*) OVER () AS photos, i.status = ? AND i.taken <> 0 AS is_cover FROM images i
       WHERE i.place >= ? AND i.place < ? AND i.shown = 1
       ORDER BY is_cover DESC, i.favourite DESC, i.place DESC LIMIT 1`,
    ).get(toStatusCode("ready"), toPlace(clampWallClock(start)), toPlace(clampWallClock(start + DAY_MS)));
    if (!row?.is_cover) return [];
    const date = new Date(start).toISOString().slice(0, "2024-05-01".length);
    return [{ date, count: Number(row.photos), cover: fromRow(row, labels) }];
  });
}
