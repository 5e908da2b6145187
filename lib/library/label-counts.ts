import type { AggregateOptions, DatabaseSync, SQLInputValue } from "node:sqlite";

/** The columns whose labels are counted. */
export const talliedColumns = ["camera", "type", "country", "city"] as const;

/** More labels than a million photos have; a number beyond it is that of a damaged file, and is not counted. */
const MAX_LABELS = 2 ** 22;

/** How many of the rows `i` of a query have each label, for each column by the label's number. */
export type LabelTally = (rows: { text: string; parameters: SQLInputValue[] }) => Map<number, number>[];

/**
 * Counts labels while the engine steps through the rows. Grouping by them takes twice the time, since it sorts all of
 * the rows.
 */
export function createLabelTally(database: DatabaseSync): LabelTally {
  let [cameras, types, countries, cities] = makeCounts(0);
  // Label 0 stands for none.
  const step = (none: number, camera: number, type: number, country: number, city: number) => {
    cameras[camera] = (cameras[camera] ?? 0) + 1;
    types[type] = (types[type] ?? 0) + 1;
    countries[country] = (countries[country] ?? 0) + 1;
    cities[city] = (cities[city] ?? 0) + 1;
    return none;
  };
  // Its parameters are what the statement below gives it: numbers.
  database.aggregate("tally_labels", { start: 0, step: step as AggregateOptions<number>["step"] });
  const labels = talliedColumns.map((column) => `coalesce(i.${column}, 0)`).join(", ");
  return ({ text, parameters }) => {
    const highest = database.prepare("SELECT max(number) AS highest FROM labels").get()?.highest;
    [cameras, types, countries, cities] = makeCounts(Math.min(Number(highest), MAX_LABELS));
    database.prepare(`SELECT tally_labels(${labels}) FROM ${text}`).get(...parameters);
    return [cameras, types, countries, cities].map(toMap);
  };
}

function makeCounts(highest: number): [Uint32Array, Uint32Array, Uint32Array, Uint32Array] {
  const make = () => new Uint32Array(highest + 1);
  return [make(), make(), make(), make()];
}

function toMap(counts: Uint32Array): Map<number, number> {
  const map = new Map<number, number>();
  for (const [label, count] of counts.entries()) if (label > 0 && count > 0) map.set(label, count);
  return map;
}
