import { type CompiledQuery, compileQuery } from "./compile-query.ts";
import type { ImageQuery } from "./image-query.ts";
import type { IndexFile } from "./index-file.ts";
import { NO_MONTH } from "./no-month.ts";
import { endOfMonth } from "./place-in-time.ts";
import { columnOf, fromClause, isByColumn } from "./query-statements.ts";
import { countImages } from "./run-query.ts";

export interface MonthCount {
  /** "2024-05", or `NO_MONTH`. */
  month: string;
  count: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Days are counted from here, so that none is negative and division rounds the same way for all. */
const FIRST_DAY_MS = -53_000 * DAY_MS;
/** Months with images that match and how many, in the order of the query: of the time that it sorts by, if it does. */
export function countMonths(file: IndexFile, query: ImageQuery): MonthCount[] {
  if (query.sort === "position") {
    const count = countImages(file, query);
    return count === 0 ? [] : [{ month: NO_MONTH, count }];
  }
  const compiled = compileQuery(file, query);
  if (compiled.isEmpty) return [];
  const months = findMonths(file, compiled, query);
  return query.order === "asc" ? months : months.reverse();
}

/** Oldest first. */
function findMonths(file: IndexFile, compiled: CompiledQuery, query: ImageQuery): MonthCount[] {
  if (compiled.isTimeline && query.sort === "added") return countMonthsAdded(file);
  if (compiled.isTimeline && !isByColumn(query)) return readTimelineMonths(file);
  return countMonthsByDay(file, compiled, query);
}

function readTimelineMonths({ sql }: IndexFile): MonthCount[] {
  return sql("SELECT month, photos FROM months WHERE photos > 0 ORDER BY month")
    .all()
    .map(({ month, photos }) => ({
      month: formatMonth(Math.floor(Number(month) / 100), Number(month) % 100),
      count: Number(photos),
    }));
}

/** Months of the timeline by time of upload, each of which is a stretch of one index. */
function countMonthsAdded({ sql }: IndexFile): MonthCount[] {
  const rows = "FROM images i INDEXED BY images_by_added WHERE i.shown = 1 AND i.added >= ?";
  const next = sql(`SELECT min(i.added) AS added ${rows}`);
  const count = sql(`SELECT count(*) AS count ${rows} AND i.added < ?`);
  const months: MonthCount[] = [];
  for (let from = FIRST_DAY_MS; ; ) {
    const { added = null } = next.get(from) ?? {};
    if (added === null) return months;
    const month = toMonth(Number(added));
    const end = endOfMonth(month);
    months.push({ month, count: Number(count.get(from, end)?.count) });
    from = end;
  }
}

/** Days have one length and months do not, so the engine counts days. */
function countMonthsByDay(file: IndexFile, compiled: CompiledQuery, query: ImageQuery): MonthCount[] {
  const { text, parameters, place } = fromClause(compiled, isByColumn(query));
  const time = isByColumn(query) ? columnOf(file, query) : `(${place} >> 20)`;
  const months = new Map<string, number>();
  const rows = file
    .sql(
      `SELECT (${time} - ${FIRST_DAY_MS}) / ${DAY_MS} AS day, count(*) AS count FROM ${text} GROUP BY day ORDER BY day`,
    )
    .all(...parameters);
  for (const { day, count } of rows) {
    const month = toMonth(FIRST_DAY_MS + Number(day) * DAY_MS);
    months.set(month, (months.get(month) ?? 0) + Number(count));
  }
  return [...months].map(([month, count]) => ({ month, count }));
}

function toMonth(ms: number): string {
  const date = new Date(ms);
  return formatMonth(date.getUTCFullYear(), date.getUTCMonth() + 1);
}

function formatMonth(year: number, month: number): string {
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}`;
}
