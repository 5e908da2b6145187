import { findDayOrder, parseAppleTime, parseMark } from "./apple-words.ts";
import { parseCsv } from "./csv.ts";
import type { SidecarFacts } from "./sidecar-facts.ts";

/*
 * Tables of Apple's "Request a copy of your data": "Photo Details.csv" beside photos, and one of names for each album.
 */

export type PhotoTable =
  /** By the name of the file, in lower case. `isUnclear` where a date or mark is none that is known. */
  | { kind: "details"; facts: ReadonlyMap<string, SidecarFacts>; isUnclear: boolean }
  /** Names of files, in lower case. */
  | { kind: "names"; names: string[] }
  | { kind: "empty" };

const MAX_ROWS = 200_000;
const MINUTE_MS = 60_000;
const NAME_COLUMN = "imgname";
const DATE_COLUMN = "originalcreationdate";
/** As Apple has them, from the first on; by these places they are known where their heads are in another language. */
const COLUMNS = [NAME_COLUMN, "filechecksum", "favorite", "hidden", "deleted", DATE_COLUMN, "viewcount", "importdate"];
const MAX_HEAD_LENGTH = 50;
/** Albums have had other heads, "Images" among them: a lone column of files is one, whatever stands above it. */
const FILE_NAME = /^[^/\\]+\.[\p{L}\p{N}]{2,5}$/u;

/** What a table says; undefined for one of something else. */
export function readPhotoTable(text: string): PhotoTable | undefined {
  const [header, ...rows] = parseCsv(text, MAX_ROWS, isSeparatedBySemicolons(text) ? ";" : ",");
  if (!header) return { kind: "empty" };
  const columns = nameColumns(header, rows);
  if (columns.length === 1 && columns[0] !== NAME_COLUMN) return readNames([header, ...rows]);
  const nameAt = columns.indexOf(NAME_COLUMN);
  if (nameAt < 0) return undefined;
  const named = rows.flatMap((row) => {
    const name = row[nameAt]?.trim().normalize("NFC").toLowerCase();
    return name ? [{ name, row }] : [];
  });
  if (columns.length === 1)
    return named.length > 0 ? { kind: "names", names: named.map(({ name }) => name) } : { kind: "empty" };
  const order = findDayOrder(named.map(({ row }) => row[columns.indexOf(DATE_COLUMN)] ?? ""));
  let isUnclear = false;
  const read = <Value>(row: string[], column: string, parse: (text: string) => Value | undefined) => {
    const text = row[columns.indexOf(column)]?.trim() ?? "";
    const value = text === "" ? undefined : parse(text);
    isUnclear ||= text !== "" && value === undefined;
    return value;
  };
  const readMark = (row: string[], column: string) => read(row, column, parseMark) || undefined;
  const facts = named.map(({ name, row }): [string, SidecarFacts] => [
    name,
    {
      takenMs: read(row, DATE_COLUMN, (text) => parseAppleTime(text, order)),
      takenPrecisionMs: MINUTE_MS,
      favourite: readMark(row, "favorite"),
      // Out of the timeline there too.
      archived: readMark(row, "hidden"),
      trashed: readMark(row, "deleted"),
    },
  ]);
  return { kind: "details", facts: new Map(facts), isUnclear };
}

/** In lower case; Apple's names where files and times stand in the places that they have with Apple. */
function nameColumns(header: readonly string[], rows: readonly string[][]): readonly string[] {
  const columns = header.map((name) => name.trim().toLowerCase());
  if (columns.length !== COLUMNS.length || columns.includes(NAME_COLUMN) || rows.length === 0) return columns;
  const dateAt = COLUMNS.indexOf(DATE_COLUMN);
  const order = findDayOrder(rows.map((row) => row[dateAt] ?? ""));
  const isPhoto = ([name = "", ...others]: string[]) => {
    const date = others[dateAt - 1]?.trim() ?? "";
    return FILE_NAME.test(name.trim()) && (date === "" || parseAppleTime(date, order) !== undefined);
  };
  return rows.every(isPhoto) && rows.some((row) => row[dateAt]?.trim()) ? COLUMNS : columns;
}

/** As spreadsheets write tables where a comma is part of numbers. */
function isSeparatedBySemicolons(text: string): boolean {
  return /^[^\r\n,]*;/.test(text);
}

/** Names of files below a head, or without one. */
function readNames(rows: string[][]): PhotoTable | undefined {
  const [head = "", ...rest] = rows.map(([name = ""]) => name.trim());
  const names = (FILE_NAME.test(head) ? [head, ...rest] : rest).filter((name) => name !== "");
  if (names.length === 0 && head.length <= MAX_HEAD_LENGTH) return { kind: "empty" };
  if (names.length === 0 || !names.every((name) => FILE_NAME.test(name))) return undefined;
  return { kind: "names", names: names.map((name) => name.normalize("NFC").toLowerCase()) };
}
