import type { Range } from "./ranges.ts";
import { UnknownStructureError } from "./structure.ts";
import {
  findNumbers,
  readNumbers,
  readTiffDirectory,
  type TiffDirectory,
  type TiffEntry,
  type TiffLayout,
} from "./tiff-directory.ts";

/* What a TIFF file has that its copy has not: directories, their values, their own pixels. */

/** Pages in a page, EXIF, the satellite receiver's, and that of the EXIF directory about how it may be read. */
const DIRECTORY_TAGS = new Set([330, 34_665, 34_853, 40_965]);
/** Strips, tiles and the JPEG of a thumbnail: where they are, and their sizes. */
const DATA_TAGS = [
  [273, 279],
  [324, 325],
  [513, 514],
] as const;
/** Of all directories together. */
const MAX_ENTRIES = 200_000;

/** Where the value of an entry is, if it is not in the entry. */
export function toValueRange({ at, valueAt, valueBytes = 0 }: TiffEntry): Range[] {
  const ENTRY_BYTES = 20;
  const isInEntry = valueAt > at && valueAt < at + ENTRY_BYTES;
  return isInEntry ? [] : [{ from: valueAt, to: valueAt + valueBytes }];
}

/**
 * All that directories take up which are left out, and all directories that these or pages name. What cannot be read is
 * nowhere, as for other readers.
 * @throws UnknownStructureError for more than any real file has
 */
export function findLeftOut(
  bytes: Uint8Array,
  layout: TiffLayout,
  leftOut: readonly TiffDirectory[],
  pages: readonly TiffDirectory[],
): Range[] {
  const ranges: Range[] = [];
  const seen = new Set(leftOut.map(({ at }) => at));
  const open = [...leftOut];
  let entries = 0;
  for (const page of pages) openNamed(page);
  for (let directory = open.pop(); directory; directory = open.pop()) {
    entries += directory.entries.length;
    if (entries > MAX_ENTRIES) throw new UnknownStructureError(`More than ${MAX_ENTRIES} entries in directories`);
    ranges.push({ from: directory.at, to: directory.nextAt + 4 }, ...directory.entries.flatMap(toValueRange));
    ranges.push(...findData(directory));
    openNamed(directory);
  }
  return ranges;

  function openNamed(directory: TiffDirectory): void {
    for (const entry of directory.entries) {
      if (!DIRECTORY_TAGS.has(entry.tag)) continue;
      for (const at of attempt(() => readNumbers(bytes, layout, entry)) ?? []) {
        const named = seen.has(at) ? undefined : attempt(() => readTiffDirectory(bytes, layout, at));
        seen.add(at);
        if (named) open.push(named);
      }
    }
  }

  function findData(directory: TiffDirectory): Range[] {
    return DATA_TAGS.flatMap(([offsetTag, countTag]) => {
      const find = (tag: number) => attempt(() => findNumbers(bytes, layout, directory, tag)) ?? [];
      const counts = find(countTag);
      return find(offsetTag).map((from, index) => ({ from, to: from + (counts[index] ?? 0) }));
    });
  }
}

function attempt<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
