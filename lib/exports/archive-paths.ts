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
 * with a number where that name is taken, whatever the case; its sidecar's name is then free too.
 */
export function createPathMaker(): (folder: string, fileName: string) => string {
  const taken = new Set<string>();
  const numbers = new Map<string, number>();
  return (folder, fileName) => {
    const name = toFileName(fileName);
    const [stem, ending] = splitName(name);
    const prefix = folder === "" ? "" : `${toFileName(folder)}/`;
    const first = `${prefix}${name}`;
    let number = numbers.get(first.toLowerCase()) ?? 1;
    for (; ; number++) {
      const path = number === 1 ? first : `${prefix}${stem} (${number})${ending}`;
      const names = [path, `${path}${SIDECAR_ENDING}`].map((one) => one.toLowerCase());
      if (names.some((one) => taken.has(one))) continue;
      for (const one of names) taken.add(one);
      numbers.set(first.toLowerCase(), number + 1);
      return path;
    }
  };
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
