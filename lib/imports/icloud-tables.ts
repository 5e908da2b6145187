import { parseCsv } from "./csv.ts";
import type { SidecarFacts } from "./sidecar-facts.ts";

/*
 * Tables of Apple's "Request a copy of your data": "Photo Details.csv" beside photos, and one of names for each album.
 */

export type PhotoTable =
  /** By the name of the file, in lower case. */
  | { kind: "details"; facts: ReadonlyMap<string, SidecarFacts> }
  /** Names of files, in lower case. */
  | { kind: "names"; names: string[] }
  | { kind: "empty" };

const MAX_ROWS = 200_000;
const MINUTE_MS = 60_000;
const NAME_COLUMN = "imgname";
const MAX_HEAD_LENGTH = 50;
/** Albums have had other heads, "Images" among them: a lone column of files is one, whatever stands above it. */
const FILE_NAME = /^[^/\\]+\.[\p{L}\p{N}]{2,5}$/u;

/** What a table says; undefined for one of something else. */
export function readPhotoTable(text: string): PhotoTable | undefined {
  const [header, ...rows] = parseCsv(text, MAX_ROWS);
  if (!header) return { kind: "empty" };
  const columns = header.map((name) => name.trim().toLowerCase());
  if (columns.length === 1 && columns[0] !== NAME_COLUMN) return readNames([header, ...rows]);
  const nameAt = columns.indexOf(NAME_COLUMN);
  if (nameAt < 0) return undefined;
  const named = rows.flatMap((row) => {
    const name = row[nameAt]?.trim().normalize("NFC").toLowerCase();
    return name ? [{ name, row }] : [];
  });
  if (columns.length === 1)
    return named.length > 0 ? { kind: "names", names: named.map(({ name }) => name) } : { kind: "empty" };
  const read = (row: string[], column: string) => row[columns.indexOf(column)]?.trim();
  const isYes = (text: string | undefined) => (text?.toLowerCase() === "yes" ? true : undefined);
  const facts = named.map(({ name, row }): [string, SidecarFacts] => [
    name,
    {
      takenMs: parseAppleTime(read(row, "originalcreationdate")),
      takenPrecisionMs: MINUTE_MS,
      favourite: isYes(read(row, "favorite")),
      // Out of the timeline there too.
      archived: isYes(read(row, "hidden")),
      trashed: isYes(read(row, "deleted")),
    },
  ]);
  return { kind: "details", facts: new Map(facts) };
}

/** Names of files below a head, or without one. */
function readNames(rows: string[][]): PhotoTable | undefined {
  const [head = "", ...rest] = rows.map(([name = ""]) => name.trim());
  const names = (FILE_NAME.test(head) ? [head, ...rest] : rest).filter((name) => name !== "");
  if (names.length === 0 && head.length <= MAX_HEAD_LENGTH) return { kind: "empty" };
  if (names.length === 0 || !names.every((name) => FILE_NAME.test(name))) return undefined;
  return { kind: "names", names: names.map((name) => name.normalize("NFC").toLowerCase()) };
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** "Saturday June 4,2022 12:11 PM GMT", ms since 1970. */
function parseAppleTime(text: string | undefined): number | undefined {
  const [, monthName = "", day, year, hour, minute, half] =
    /^(?:\p{L}+,?\s+)?(\p{L}{3})\p{L}*\s+(\d{1,2}),\s*(\d{4})\s+(\d{1,2}):(\d\d)(?::\d\d)?\s*([AP]M)?\s*GMT$/iu.exec(
      text?.replaceAll(/[\u00a0\u202f]/g, " ") ?? "",
    ) ?? [];
  const month = MONTHS.indexOf(monthName.toLowerCase());
  if (month < 0) return undefined;
  const afternoon = half?.toUpperCase() === "PM" ? 12 : 0;
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + afternoon;
  return Date.UTC(Number(year), month, Number(day), hours, Number(minute));
}
