import { isTakeoutFolder } from "#lib/images/intake.ts";
import { getFolder, getName, type ImportEntry } from "./entry.ts";

/*
 * Exports come in several archives, unpacked or not, and several exports may be imported together. What belongs to a
 * photo may be in another part of its export, but never in another export.
 */

export interface FilePlace {
  /** The archive that the file came in, or the folder that one was unpacked into. */
  volume: string;
  /** Where it is in an export, in lower case; the same in whichever part. */
  path: string;
  /** Whether its volume may be one of several of an export. */
  isPart: boolean;
  /** By which the parts of an export are known, where they are called as Google called them. */
  exportName: string | undefined;
}

export interface ExportParts {
  /** Of the candidates those that may belong to a file, the nearest first. */
  findNear<Candidate extends { entry: ImportEntry }>(
    candidates: readonly Candidate[],
    file: ImportEntry,
  ): readonly Candidate[];
  /** Whether a file of this name, in lower case, is in the same folder of the same export. */
  isBeside(name: string, file: ImportEntry): boolean;
}

/**
 * Tells which files of an import may belong together. Without names that tell exports apart, what is beside a file of
 * the same path is that one's.
 */
export function createExportParts(entries: readonly ImportEntry[]): ExportParts {
  /** By path, the volumes that have a file there. */
  let volumes: ReadonlyMap<string, readonly string[]> | undefined;
  /** Each candidate is asked for again with every file of its folder. */
  const places = new Map<ImportEntry, FilePlace>();
  const findKnown = (entry: ImportEntry) => {
    const place = places.get(entry) ?? findPlace(entry);
    places.set(entry, place);
    return place;
  };
  /** How far a candidate is from a file; undefined where it is not the file's. */
  const measure = (candidate: FilePlace, file: FilePlace) => {
    if (candidate.volume === file.volume) return 0;
    if (!candidate.isPart || !file.isPart) return undefined;
    volumes ??= groupVolumes(entries);
    if (volumes.get(file.path)?.includes(candidate.volume)) return undefined;
    if (candidate.exportName === undefined || file.exportName === undefined) return 2;
    return candidate.exportName === file.exportName ? 1 : undefined;
  };
  return {
    findNear(candidates, file) {
      if (candidates.length === 0) return candidates;
      const place = findPlace(file);
      const near = candidates.flatMap((candidate) => {
        const distance = measure(findKnown(candidate.entry), place);
        return distance === undefined ? [] : [{ candidate, distance }];
      });
      return near.toSorted((one, other) => one.distance - other.distance).map(({ candidate }) => candidate);
    },
    isBeside(name, file) {
      const { path, volume, isPart } = findPlace(file);
      const folder = getFolder(path);
      volumes ??= groupVolumes(entries);
      const found = volumes.get(folder === "" ? name : `${folder}/${name}`) ?? [];
      return isPart ? found.length > 0 : found.includes(volume);
    },
  };
}

function groupVolumes(entries: readonly ImportEntry[]): Map<string, string[]> {
  const volumes = new Map<string, string[]>();
  for (const entry of entries) {
    const { path, volume } = findPlace(entry);
    const known = volumes.get(path);
    if (known) known.push(volume);
    else volumes.set(path, [volume]);
  }
  return volumes;
}

export const TAKEOUT = "takeout";
/** "takeout-20250601T101500Z-1-001.zip", with the moment of the export. */
const TAKEOUT_NAME = /takeout-(\d{8}t\d{6}z)/;

/** Where a file is in its export. */
export function findPlace({ part, path }: Pick<ImportEntry, "part" | "path">): FilePlace {
  const isArchive = /\.zip$/i.test(part);
  const folders = toFolders(isArchive ? path : `${part}/${path}`);
  const takeout = folders.findLastIndex(isTakeoutFolder);
  const numbered = toNumberless(folders.at(-2));
  const root = takeout >= 0 ? takeout : numbered ? folders.length - 2 : -1;
  const inExport =
    takeout >= 0 ? [TAKEOUT, ...folders.slice(root + 1)] : numbered ? folders.with(root, numbered) : toFolders(path);
  return {
    volume: `${part}\n${folders.slice(0, root + 1).join("/")}`,
    path: [...inExport, fold(getName(path))].join("/"),
    isPart: isArchive || root >= 0,
    exportName: TAKEOUT_NAME.exec(fold(`${part}/${path}`))?.[1],
  };
}

/** The folders that a file is in, in lower case. */
function toFolders(path: string): string[] {
  return fold(getFolder(path.replaceAll("\\", "/")))
    .split("/")
    .filter((name) => name !== "");
}

/**
 * Of Apple's "Part 1 of 2", as a folder above "Photos" and "Albums" is called, "Part # of 2"; undefined for other
 * names.
 */
function toNumberless(name = ""): string | undefined {
  const [, before, part = 0, between, parts = 0, after] = /^(\D*)(\d{1,3})(\D+)(\d{1,3})(\D*)$/.exec(name) ?? [];
  return Number(part) > 0 && Number(part) <= Number(parts) ? `${before}#${between}${parts}${after}` : undefined;
}

function fold(text: string): string {
  return text.normalize("NFC").toLowerCase();
}
