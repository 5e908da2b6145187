import { copyFile, open } from "node:fs/promises";
import { type ByteSource, withFileSource } from "./metadata/byte-source.ts";
import { readDirectory, readTiffLayout, type TiffLayout, toNextDirectory } from "./metadata/tiff-directory.ts";
import { PictureError } from "./picture-error.ts";
import { writeFirstDirectory } from "./retagged-tiff.ts";
import { isRaw } from "./tiff-colours.ts";

/*
 * Of the pictures in a TIFF the first is shown, unless it says that it is a preview of another (TIFF 6.0, section 8).
 */

const NEW_SUBFILE_TYPE = 254;
const WIDTH = 256;
const SUB_DIRECTORIES = 330;
/** Bits of NewSubfileType: a smaller version of another picture, and a mask of one. */
const REDUCED = 1;
const MASK = 4;
/** Files with more pictures are seldom, and the first of them counts. */
const MAX_DIRECTORIES = 16;

/**
 * The file whose first directory is that of the picture: itself, or a copy beside it, gone with it, that begins with
 * another directory.
 * @throws PictureError `unsupported_raw` where the first directory is a preview of what a sensor saw
 */
export async function pictureFirstTiff(path: string): Promise<string> {
  const layout = withFileSource(path, readTiffLayout);
  const at = layout && withFileSource(path, (source) => findPicture(source, layout));
  if (!layout || at === undefined) return path;
  const copy = `${path}.first.tiff`;
  await copyFile(path, copy);
  const file = await open(copy, "r+");
  try {
    await writeFirstDirectory(file, layout, at);
  } finally {
    await file.close();
  }
  return copy;
}

/** Where the directory of the picture is; undefined where that is the first one. */
function findPicture(source: ByteSource, layout: TiffLayout): number | undefined {
  const read = (at: number) => {
    const tags = readDirectory(source, layout, at);
    const numbers = (tag: number) => {
      const value = tags.get(tag);
      return Array.isArray(value) ? value : [];
    };
    return { at, numbers, kind: numbers(NEW_SUBFILE_TYPE)[0] ?? 0 };
  };
  const first = read(layout.firstDirectory);
  if (!(first.kind & REDUCED)) return undefined;
  const below = first.numbers(SUB_DIRECTORIES).slice(0, MAX_DIRECTORIES);
  const others = [...listNext(source, layout), ...below].map(read);
  const picture = others.find(({ kind, numbers }) => !(kind & (REDUCED | MASK)) && numbers(WIDTH).length > 0);
  // Raw files have a preview first, and below it what the sensor saw, or what cannot be read.
  if (others.some(({ numbers }) => isRaw(numbers)) || (!picture && below.length > 0)) {
    throw new PictureError("unsupported_raw", "The first directory is the preview of a raw file");
  }
  return picture?.at;
}

function listNext(source: ByteSource, layout: TiffLayout): number[] {
  const found: number[] = [];
  for (let at = toNextDirectory(source, layout, layout.firstDirectory); at && found.length < MAX_DIRECTORIES; ) {
    found.push(at);
    at = toNextDirectory(source, layout, at);
  }
  return found;
}
