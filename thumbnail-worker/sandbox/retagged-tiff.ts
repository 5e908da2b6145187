import { copyFile, type FileHandle, open } from "node:fs/promises";
import { type ByteSource, withFileSource } from "./metadata/byte-source.ts";
import { readEntries, readTiffLayout, type TiffLayout } from "./metadata/tiff-directory.ts";

const LONG = 4;

/** By tag: the number that takes the place of its value, or undefined where the tag is left out. */
export type TagChanges = ReadonlyMap<number, number | undefined>;

/**
 * Writes a copy of a TIFF whose first directory, the only one left, says something else. The new one follows all other
 * bytes, which stay where they are.
 */
export async function copyWithTags(path: string, copy: string, changes: TagChanges): Promise<void> {
  const layout = withFileSource(path, readTiffLayout);
  if (!layout) throw new RangeError("Expected a TIFF");
  const directory = withFileSource(path, (source) => changeDirectory(source, layout, changes));
  await copyFile(path, copy);
  const file = await open(copy, "r+");
  try {
    const { size } = await file.stat();
    const at = size + (size % 2);
    await file.write(directory, 0, directory.length, at);
    await writeFirstDirectory(file, layout, at);
  } finally {
    await file.close();
  }
}

/** Writes where the first directory of a TIFF is. */
export async function writeFirstDirectory(file: FileHandle, layout: TiffLayout, at: number): Promise<void> {
  await file.write(toNumber(layout, layout.slotBytes, at), 0, layout.slotBytes, layout.slotBytes === 4 ? 4 : 8);
}

function changeDirectory(source: ByteSource, layout: TiffLayout, changes: TagChanges): Buffer {
  const { countBytes, slotBytes, firstDirectory } = layout;
  const entries = new Map(readEntries(source, layout, firstDirectory).map(({ tag, bytes }) => [tag, bytes]));
  for (const [tag, value] of changes) {
    if (value === undefined) entries.delete(tag);
    else entries.set(tag, longEntry(layout, tag, value));
  }
  const sorted = [...entries].sort(([one], [other]) => one - other).map(([, bytes]) => bytes);
  return Buffer.concat([toNumber(layout, countBytes, sorted.length), ...sorted, Buffer.alloc(slotBytes)]);
}

function longEntry(layout: TiffLayout, tag: number, value: number): Buffer {
  const { entryBytes, slotBytes } = layout;
  return Buffer.concat(
    [
      toNumber(layout, 2, tag),
      toNumber(layout, 2, LONG),
      toNumber(layout, slotBytes, 1),
      // A value that is shorter than its place stands at its beginning.
      toNumber(layout, 4, value),
    ],
    entryBytes,
  );
}

function toNumber({ little }: TiffLayout, bytes: number, value: number): Buffer {
  const number = Buffer.alloc(bytes);
  if (bytes === 8) number[little ? "writeBigUInt64LE" : "writeBigUInt64BE"](BigInt(value));
  else number[little ? "writeUIntLE" : "writeUIntBE"](value, 0, bytes);
  return number;
}
