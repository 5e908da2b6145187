import { getFolder, getName, type ImportEntry, readStart } from "./entry.ts";
import { type ExportParts, findPlace } from "./export-parts.ts";
import { type PhotoTable, readPhotoTable } from "./icloud-tables.ts";
import { splitExtension } from "./name-parts.ts";
import { importReasons } from "./reasons.ts";
import { mergeSidecarFacts, type SidecarFacts } from "./sidecar-facts.ts";

/* The tables of Apple's exports, all parts of one taken together. */

/** Of a table that is read: 200,000 photos at some hundred bytes each. */
const MAX_TABLE_BYTES = 32 * 1024 * 1024;
/** Beside the folder of the photos, in English whatever the export's language; in the form of findPlace(). */
const TRASH_FOLDER = "recently deleted";
/** Holds a table for each "memory", hundreds of them: what Apple's programs, not a person, put together. */
const MEMORIES_FOLDER = "memories";

interface TableFile {
  entry: ImportEntry;
  /** Undefined for a table of something else, and for one that cannot be read. */
  table: PhotoTable | undefined;
  /** Whether it is a memory that is to be no album. */
  isMemory: boolean;
  /** What it says of photos that are not in the trash. */
  rows: TableRow[];
}

export interface AppleTables {
  files: TableFile[];
  /** What they say of a photo, its albums included. */
  find(photo: ImportEntry): SidecarFacts | undefined;
}

/** What one table says of a photo. */
interface TableRow {
  entry: ImportEntry;
  facts: SidecarFacts;
  /** Whether there is such a file. */
  isFound: boolean;
}

/** Reads these tables; those of memories become albums only with `memories`. */
export async function readAppleTables(
  entries: readonly ImportEntry[],
  parts: ExportParts,
  { memories = false }: { memories?: boolean } = {},
): Promise<AppleTables> {
  const files: TableFile[] = [];
  /** Rows of details by the photo's path, names by the folder of the export and the photo's name. */
  const details = new Map<string, TableRow[]>();
  const names = new Map<string, TableRow[]>();
  /** Tables of details by the folder of the export. */
  const exports = new Map<string, { entry: ImportEntry }[]>();
  const add = (map: Map<string, TableRow[]>, key: string, row: TableRow) => {
    const known = map.get(key);
    if (known) known.push(row);
    else map.set(key, [row]);
    return row;
  };
  for (const entry of entries) {
    const table = await readTable(entry);
    const folder = getFolder(findPlace(entry).path);
    const rows: TableRow[] = [];
    const isList = table?.kind === "names" || table?.kind === "empty";
    const isMemory = isList && !memories && getName(folder) === MEMORIES_FOLDER;
    if (table?.kind === "details") {
      const root = getFolder(folder);
      exports.set(root, [...(exports.get(root) ?? []), { entry }]);
      for (const [name, facts] of table.facts) {
        rows.push(add(details, `${folder}/${name}`, { entry, facts, isFound: false }));
      }
    } else if (table?.kind === "names" && !isMemory) {
      const facts = { albums: [splitExtension(getName(entry.path)).stem] };
      for (const name of table.names) {
        rows.push(add(names, `${getFolder(folder)}/${name}`, { entry, facts, isFound: false }));
      }
    }
    files.push({ entry, table, isMemory, rows: rows.filter((row) => !row.facts.trashed) });
  }
  return {
    files,
    find(photo) {
      const { path } = findPlace(photo);
      const folder = getFolder(path);
      const name = getName(path);
      const found = [
        ...parts.findNear(details.get(`${folder}/${name}`) ?? [], photo),
        ...parts.findNear(names.get(`${getFolder(folder)}/${name}`) ?? [], photo),
      ];
      for (const row of found) row.isFound = true;
      const isDeleted =
        getName(folder) === TRASH_FOLDER && parts.findNear(exports.get(getFolder(folder)) ?? [], photo).length > 0;
      const facts = [...found.map((row) => row.facts), ...(isDeleted ? [{ trashed: true }] : [])];
      return facts.length > 0 ? mergeSidecarFacts(facts) : undefined;
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

/** What is worth a line about a table whose photos have all been asked for. */
export function findTableNotes({ table, rows }: TableFile): string[] {
  const missing = rows.filter(({ isFound }) => !isFound).length;
  return [
    ...(table?.kind === "details" && table.isUnclear ? [importReasons.tableUnclear] : []),
    ...(missing > 0 ? [importReasons.rowsWithoutPhotos.replace(/\.$/, ` (${missing}/${rows.length}).`)] : []),
  ];
}
