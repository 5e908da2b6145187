import { type CompiledQuery, compileQuery, findPlaces } from "./compile-query.ts";
import { countMonths } from "./count-months.ts";
import type { ImageQuery } from "./image-query.ts";
import type { IndexFile } from "./index-file.ts";
import { remember } from "./memoise.ts";
import { endOfMonth, monthOf, toPlace } from "./place-in-time.ts";
import { fromClause, sorted } from "./query-statements.ts";
import { findImages, toPosition, toReversed } from "./run-query.ts";

/** How many images of a list come before one of them; undefined for one that is not in it. */
export function countBefore(file: IndexFile, query: ImageQuery, id: string): number | undefined {
  const compiled = compileQuery(file, query);
  const [place] = findPlaces(file, [id]);
  if (compiled.isEmpty || place === undefined) return undefined;
  const count = (range: Pick<CompiledQuery, "low" | "high">) => {
    const { text, parameters } = fromClause({ ...compiled, ...range, index: undefined }, true);
    return Number(file.sql(`SELECT count(*) AS count FROM ${text}`).get(...parameters)?.count);
  };
  const after = place + 1n;
  const isWithin = (compiled.low ?? place) <= place && place < (compiled.high ?? after);
  if (!isWithin || count({ low: place, high: after }) === 0) return undefined;
  if (query.sort !== "taken" || query.order !== "desc") return countInOrder(file, query, compiled, id);
  // Only the month of the image is counted one by one, so that a place far down the list is found as fast as the first.
  const month = monthOf(place);
  const newer = remember(file, "months", query, countMonths).filter((other) => other.month > month);
  const end = toPlace(endOfMonth(month));
  const high = compiled.high === undefined || end < compiled.high ? end : compiled.high;
  return newer.reduce((sum, other) => sum + other.count, 0) + count({ low: after, high });
}

function countInOrder(file: IndexFile, query: ImageQuery, compiled: CompiledQuery, id: string): number {
  const [image] = findImages(file, [id]);
  const { text, parameters } = sorted(file, toReversed(query), compiled, image && toPosition(query, image), "1");
  return Number(file.sql(`SELECT count(*) AS count FROM (${text})`).get(...parameters)?.count);
}
