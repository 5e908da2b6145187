import { getFolder, getName, type ImportEntry, readStart, toScopes } from "./entry.ts";
import { type PhotoTable, readPhotoTable } from "./icloud-tables.ts";
import { mergeSidecarFacts, type SidecarFacts } from "./sidecar-facts.ts";
import { splitExtension } from "./takeout-names.ts";

/* The tables of Apple's exports, all archives of one taken together. */

/** Of a table that is read: 200,000 photos at some hundred bytes each. */
const MAX_TABLE_BYTES = 32 * 1024 * 1024;

interface TableFile {
  entry: ImportEntry;
  /** Undefined for a table of something else, and for one that cannot be read. */
  table: PhotoTable | undefined;
}

export interface AppleTables {
  files: TableFile[];
  /** What they say of a photo, its albums included. */
  find(photo: ImportEntry): SidecarFacts | undefined;
}

/** Reads all tables among the entries. */
export async function readAppleTables(entries: readonly ImportEntry[]): Promise<AppleTables> {
  const files: TableFile[] = [];
  const byFolder = new Map<string, SidecarFacts>();
  const byExport = new Map<string, SidecarFacts>();
  const add = (map: Map<string, SidecarFacts>, key: string, facts: SidecarFacts) =>
    map.set(key, mergeSidecarFacts([map.get(key), facts]));
  for (const entry of entries) {
    const table = await readTable(entry);
    files.push({ entry, table });
    const folder = getFolder(fold(entry.path));
    if (table?.kind === "details") {
      for (const scope of toScopes(entry))
        for (const [name, facts] of table.facts) add(byFolder, `${scope}${folder}/${name}`, facts);
    } else if (table?.kind === "names") {
      const albums = [splitExtension(getName(entry.path)).stem];
      for (const name of table.names) add(byExport, `${toExportKey(entry)}/${name}`, { albums });
    }
  }
  return {
    files,
    find(photo) {
      const path = fold(photo.path);
      const near = toScopes(photo).map((scope) => byFolder.get(`${scope}${getFolder(path)}/${getName(path)}`));
      const found = [near.find((facts) => facts !== undefined), byExport.get(`${toExportKey(photo)}/${getName(path)}`)];
      return found.some(Boolean) ? mergeSidecarFacts(found) : undefined;
    },
  };
}

async function readTable(entry: ImportEntry): Promise<PhotoTable | undefined> {
  if (entry.bytes > MAX_TABLE_BYTES) return undefined;
  try {
    return readPhotoTable(new TextDecoder().decode(await readStart(entry, MAX_TABLE_BYTES)));
  } catch {
    return undefined;
  }
}

/** The folder above "Part 1 of 2/Photos" and "Part 1 of 2/Albums". */
function toExportKey(file: ImportEntry): string {
  const scope = toScopes(file).at(-1) ?? "";
  const folder = getFolder(getFolder(fold(file.path)));
  const name = getName(folder);
  const [, part = 0, parts = 0] = /^\D*(\d{1,3})\D+(\d{1,3})\D*$/.exec(name) ?? [];
  const isNumbered = Number(part) > 0 && Number(part) <= Number(parts);
  return scope + (isNumbered ? getFolder(folder) : folder);
}

function fold(path: string): string {
  return path.normalize("NFC").toLowerCase();
}
