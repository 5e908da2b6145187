import { getFolder, getName, type ImportEntry, readStart } from "./entry.ts";
import { type ExportParts, findPlace, TAKEOUT } from "./export-parts.ts";
import { type JsonSidecar, readJsonSidecar } from "./json-sidecar.ts";
import { readOnce } from "./read-once.ts";
import type { SidecarFacts } from "./sidecar-facts.ts";
import { type FolderKind, findDay, findFolderKind, splitYear } from "./takeout-folders.ts";
import { createSidecarFinder, type SidecarFinder } from "./takeout-names.ts";

/*
 * The JSON files of an export, folder by folder, all parts of it taken together: sidecars, albums, and what folders
 * are.
 */

/** Of a JSON that is read; what people write beside a photo is a few kilobytes. */
const MAX_JSON_BYTES = 1024 * 1024;
const DAY_MS = 24 * 60 * 60 * 1000;
/** Called so in every language; in the form of findPlace(). */
const DRIVE = "drive";

export interface JsonFile {
  entry: ImportEntry;
  name: string;
  title: string | undefined;
  content: JsonSidecar;
}

export interface GoogleFolder {
  /** Undefined for one that may be an album. */
  kind: FolderKind | undefined;
  /** The files that make it an album, one in each part; none outside a Takeout. */
  albums: JsonFile[];
  find: SidecarFinder<JsonFile>;
}

export interface GoogleFolders {
  files: JsonFile[];
  /** What is known of the folder that a file is in. */
  find(file: ImportEntry): GoogleFolder;
  /** Whether a file is of another of Google's services. */
  isOtherService(file: ImportEntry): boolean;
}

/** What one part of an export has of a folder. */
interface FolderPart {
  number: number;
  /** Any of its files. */
  entry: ImportEntry;
  files: JsonFile[];
  /** Those of photos, by name. */
  photos: ReadonlyMap<string, JsonFile>;
}

/** Reads these JSON files. What cannot be read is known by its name only. */
export async function readGoogleFolders(entries: readonly ImportEntry[], parts: ExportParts): Promise<GoogleFolders> {
  const files: JsonFile[] = [];
  for (const entry of entries) files.push(await readJsonFile(entry));
  const byFolder = Map.groupBy(files, ({ entry }) => toFolderKey(entry));
  const partsByFolder = new Map([...byFolder].map(([key, inFolder]) => [key, toFolderParts(inFolder)]));
  const roots = findRoots(byFolder);
  const isTakeout = files.some(isPhoto);
  const years = new Set([...roots].flatMap((root) => findYears(root, byFolder)));
  const ofYears = new Set(
    [...years]
      .flatMap((key) => byFolder.get(key) ?? [])
      .flatMap(({ content }) => toFacts(content) ?? [])
      .map(toMark),
  );
  const folders = new Map<string, GoogleFolder>();
  const toFolder = (key: string, near: readonly FolderPart[], file: ImportEntry): GoogleFolder => {
    const inFolder = near.flatMap((part) => part.files);
    const service = getFolder(key);
    // A Takeout whose sidecars were thrown away has no roots. In Drive people name folders as they like.
    const isOwn = roots.has(service) || (getFolder(service) === TAKEOUT && getName(service) !== DRIVE);
    const named = isOwn ? findFolderKind(getName(key)) : undefined;
    const kind = years.has(key) ? "year" : named;
    return {
      kind: isNamesake(kind, inFolder, ofYears) ? undefined : kind,
      albums: isTakeout ? inFolder.filter(({ content }) => content.kind === "album") : [],
      // Of copies in several parts one that can be read comes first.
      find: createSidecarFinder(
        [...inFolder.filter(isPhoto), ...inFolder.filter(({ content }) => content.kind === "unreadable")],
        (name) => parts.isBeside(name, file),
      ),
    };
  };
  const services = new Set([...roots].filter((root) => getFolder(root) === TAKEOUT));
  return {
    files,
    find(file) {
      const key = toFolderKey(file);
      const near = parts.findNear(partsByFolder.get(key) ?? [], file);
      const numbers = near.map(({ number }) => number);
      const knownAs = `${key}\n${numbers.toSorted((one, other) => one - other)}`;
      const known = folders.get(knownAs) ?? toFolder(key, near, file);
      folders.set(knownAs, known);
      return {
        ...known,
        find(photoName) {
          const match = known.find(photoName);
          // Of copies in several parts the nearest.
          return match && { ...match, sidecar: near[0]?.photos.get(match.sidecar.name) ?? match.sidecar };
        },
      };
    },
    isOtherService({ part, path }) {
      const [top, service, ...rest] = toFolderKey({ part, path: `${path}/` }).split("/");
      return top === TAKEOUT && services.size > 0 && rest.length > 0 && !services.has(`${top}/${service}`);
    },
  };
}

function toFolderParts(files: readonly JsonFile[]): FolderPart[] {
  const byVolume = Map.groupBy(files, ({ entry }) => findPlace(entry).volume);
  return [...byVolume.values()].flatMap((inVolume, number) => {
    const [first] = inVolume;
    const photos = new Map(inVolume.filter(isPhoto).map((file) => [file.name, file]));
    return first ? [{ number, entry: first.entry, files: inVolume, photos }] : [];
  });
}

export const readJsonFile = readOnce(async (entry): Promise<JsonFile> => {
  const name = getName(entry.path);
  const bytes =
    entry.bytes <= MAX_JSON_BYTES ? await readStart(entry, MAX_JSON_BYTES).catch(() => undefined) : undefined;
  const content: JsonSidecar = bytes ? readJsonSidecar(new TextDecoder().decode(bytes), name) : { kind: "unreadable" };
  return { entry, name, title: toFacts(content)?.fileName, content };
});

/** What a JSON says of a photo; undefined where it says nothing of any. */
export function toFacts(content: JsonSidecar): SidecarFacts | undefined {
  return content.kind === "photo" ? content.facts : undefined;
}

function isPhoto({ content }: JsonFile): boolean {
  return content.kind === "photo";
}

/**
 * Where a Takeout's folders of years, trash and so on are: above a folder that has such a name and sidecars, or right
 * below "Takeout". Elsewhere a folder "Archive" is one as any other.
 */
function findRoots(byFolder: ReadonlyMap<string, JsonFile[]>): Set<string> {
  const roots = new Set<string>();
  for (const [folder, files] of byFolder) {
    if (!files.some(isPhoto)) continue;
    const parent = getFolder(folder);
    if (findFolderKind(getName(folder)) === "year" || getFolder(parent) === TAKEOUT) roots.add(parent);
  }
  return roots;
}

/**
 * The folders of years below a root; before 2021, of days. Google names them in the language of the account; where no
 * known words are found, they are those with the same words but for the year, of which each has photos of its year
 * alone, and which together have most of the photos.
 */
function findYears(root: string, byFolder: ReadonlyMap<string, JsonFile[]>): string[] {
  const below = [...byFolder].filter(([key, files]) => getFolder(key) === root && files.some(isPhoto));
  const known = below.filter(([key, files]) => {
    const titles = files.flatMap(({ content }) => (content.kind === "album" && content.title) || []);
    return [getName(key), ...titles].some((name) => findFolderKind(name) === "year");
  });
  if (known.length > 0) return known.map(([key]) => key);
  const days = below.filter(([key, files]) => isOfDay(files, findDay(getName(key))));
  if (days.length > 0) return days.map(([key]) => key);
  const ofOneYear = below.filter(([key, files]) => isOfYear(files, splitYear(getName(key))?.year));
  const groups = [...Map.groupBy(ofOneYear, ([key]) => splitYear(getName(key))?.words).values()];
  const count = (folders: typeof below) => folders.flatMap(([, files]) => files.filter(isPhoto)).length;
  const toMarks = (folders: typeof below) =>
    folders.flatMap(([, files]) => files.flatMap(({ content }) => toFacts(content) ?? [])).map(toMark);
  // Photos of albums are in the folders of their years as well. Where there are no others, these are albums.
  const holdOthers = (folders: typeof below) => {
    const own = new Set(toMarks(folders));
    const others = toMarks(below.filter((folder) => !folders.includes(folder)));
    return others.length > 0 && others.filter((mark) => own.has(mark)).length > others.length / 2;
  };
  const years = groups.find(
    (folders) => folders.length > 1 && count(folders) > count(below) / 2 && holdOthers(folders),
  );
  return (years ?? []).map(([key]) => key);
}

function isOfYear(files: readonly JsonFile[], year: number | undefined): boolean {
  const times = files.flatMap(({ content }) => toFacts(content)?.takenMs ?? []);
  return (
    times.length > 0 && times.every((ms) => [-DAY_MS, DAY_MS].some((by) => new Date(ms + by).getUTCFullYear() === year))
  );
}

/** Whether all photos of a folder are of this day, and it has no title but that. */
function isOfDay(files: readonly JsonFile[], day: string | undefined): boolean {
  const titles = files.flatMap(({ content }) => (content.kind === "album" && content.title) || []);
  const times = files.flatMap(({ content }) => toFacts(content)?.takenMs ?? []);
  if (day === undefined || times.length === 0 || titles.some((title) => findDay(title) !== day)) return false;
  return times.every((ms) => Math.abs(ms - Date.parse(`${day}T12:00:00Z`)) <= 1.5 * DAY_MS);
}

const STATES = { archive: "archived", trash: "trashed", locked: "isLocked" } as const;

/**
 * Whether a folder with the name of one of Google's own is a user's album: it has a title, and none of its photos is
 * marked accordingly. Of what was deleted or locked that is not enough, since not every export marks its photos: the
 * title is another than the folder's, or a photo is among those of a year too, as those of albums are.
 */
function isNamesake(kind: FolderKind | undefined, files: readonly JsonFile[], ofYears: ReadonlySet<string>): boolean {
  if (kind === undefined || kind === "year") return false;
  const photos = files.flatMap(({ content }) => toFacts(content) ?? []);
  const titles = files.flatMap(({ content }) => (content.kind === "album" && content.title) || []);
  if (titles.length === 0 || photos.length === 0 || photos.some((facts) => facts[STATES[kind]])) return false;
  if (kind === "archive") return true;
  return titles.some((title) => findFolderKind(title) !== kind) || photos.some((facts) => ofYears.has(toMark(facts)));
}

/** By what copies of a photo in several folders are known as the same. */
function toMark({ fileName, takenMs }: SidecarFacts): string {
  return `${takenMs} ${fileName}`;
}

/** The folder of a file, the same in all parts of an export. */
function toFolderKey(file: Pick<ImportEntry, "part" | "path">): string {
  const { volume, path, isPart } = findPlace(file);
  return isPart ? getFolder(path) : `/${volume}/${getFolder(path)}`;
}
