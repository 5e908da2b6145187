/*
 * Where photos are put in a zip or a folder: names that every file system takes, each of them once.
 */

/**
 * Bytes of UTF-8 of a name without its ending; file systems take 255 for a name, and a number and `.xmp` may follow.
 */
const MAX_STEM_BYTES = 180;
const MAX_ENDING_LENGTH = 20;
/** https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
const RESERVED_NAME = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;
const REFUSED_CHARACTERS = /[\\/:*?"<>|\p{Cc}]/gu;

/** The ending of the sidecar beside a photo. */
export const SIDECAR_ENDING = ".xmp";

/** A name as file systems take it: one part of a path, never empty, never of another meaning. */
export function toFileName(name: string): string {
  const plain = name
    .toWellFormed()
    .normalize("NFC")
    .replace(REFUSED_CHARACTERS, "_")
    .replace(/^[\s.]+|[\s.]+$/gu, "");
  const [stem, ending] = splitName(plain === "" ? "photo" : plain);
  const kept = shorten(stem);
  return `${RESERVED_NAME.test(kept.split(".", 1)[0] ?? "") ? "_" : ""}${kept}${ending}`;
}

/** The folder of the month when a photo was taken: "2024-05", or "undated". */
export function toMonthFolder(takenAt: string | undefined): string {
  return takenAt?.slice(0, 7) ?? "undated";
}

/**
 * Makes the paths of one archive. What it returns gives a photo its path under a folder ("" for none): its own name,
 * with a number where that name is taken, whatever the case; its sidecar's name is then free too. Folders that would
 * be one on some system, as "Trip" and "trip" are, get numbers too, so that nothing is mixed there. `taken` are paths
 * that none of them gets.
 */
export function createPathMaker(taken: Iterable<string> = []): (folder: string, fileName: string) => string {
  const isTaken = new Set([...taken].flatMap(toOwnNames).map(foldPath));
  const numbers = new Map<string, number>();
  const folders = new Map<string, string>();

  /** The first of `path`, `path (2)` … for which all names that it stands for are free, which they are not any more. */
  const take = (toPath: (number: number) => string, toNames: (path: string) => string[]): string => {
    const first = foldPath(toPath(1));
    for (let number = numbers.get(first) ?? 1; ; number++) {
      const path = toPath(number);
      const names = toNames(path).map(foldPath);
      if (names.some((name) => isTaken.has(name))) continue;
      for (const name of names) isTaken.add(name);
      numbers.set(first, number + 1);
      return path;
    }
  };

  const toFolder = (folder: string): string => {
    const known = folders.get(folder);
    if (known !== undefined) return known;
    const own = toFileName(folder);
    const path = take(
      (number) => (number === 1 ? own : `${own} (${number})`),
      (name) => [name],
    );
    folders.set(folder, path);
    return path;
  };

  return (folder, fileName) => {
    const [stem, ending] = splitName(toFileName(fileName));
    const prefix = folder === "" ? "" : `${toFolder(folder)}/`;
    return take((number) => `${prefix}${stem}${number === 1 ? "" : ` (${number})`}${ending}`, toOwnNames);
  };
}

/** Whether a path is one that such a maker gives a photo under a folder, whatever its number. */
export function isPathOf(path: string, folder: string, fileName: string): boolean {
  const [stem, ending] = splitName(toFileName(fileName));
  const start = `${toFileName(folder)}/${stem}`;
  const number = path.slice(start.length, path.length - ending.length);
  return path === `${start}${number}${ending}` && /^(?: \(\d+\))?$/.test(number);
}

/** The names that a photo's path stands for. */
function toOwnNames(path: string): string[] {
  return [path, `${path}${SIDECAR_ENDING}`];
}

/** The same for names that some file system takes for one. */
export function foldPath(name: string): string {
  return name.toUpperCase().toLowerCase().normalize("NFC");
}

function splitName(name: string): [stem: string, ending: string] {
  const dot = name.lastIndexOf(".");
  const hasEnding = dot > 0 && name.length - dot <= MAX_ENDING_LENGTH;
  return hasEnding ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
}

function shorten(stem: string): string {
  const bytes = new TextEncoder().encode(stem);
  if (bytes.length <= MAX_STEM_BYTES) return stem;
  return new TextDecoder().decode(bytes.subarray(0, MAX_STEM_BYTES), { stream: true });
}
