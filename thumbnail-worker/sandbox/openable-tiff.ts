import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { type ByteSource, withFileSource } from "./metadata/byte-source.ts";
import {
  isKnownType,
  readEntries,
  readTiffDirectories,
  readTiffLayout,
  type TiffLayout,
  toNextDirectory,
} from "./metadata/tiff-directory.ts";
import { copyWithTags, type TagChanges } from "./retagged-tiff.ts";
import { isEightBitLab } from "./tiff-colours.ts";

/*
 * libtiff calls errors what means nothing for the picture, and errors are how damage is known. So what programs get
 * wrong in such places is put right before it sees the file.
 */

/** Tags of one number of which these are all there are (TIFF 6.0); without them what they say is usual. */
const VALUES: Record<number, readonly number[]> = {
  /** FillOrder. */
  266: [1, 2],
  /** Orientation. */
  274: [1, 2, 3, 4, 5, 6, 7, 8],
  /** PlanarConfiguration. */
  284: [1, 2],
  /** ResolutionUnit. */
  296: [1, 2, 3],
  /** SampleFormat. */
  339: [1, 2, 3, 4, 5, 6],
};
const COMPRESSION = 259;
const OLD_JPEG = 6;
const INTERCHANGE_FORMAT = 513;
const PHOTOMETRIC = 262;
const RGB = 2;
const PROFILE = 34_675;
const CHANNELS = 277;
const PLANES = 284;
const SEPARATE = 2;
/** Files of more pages are left as they are. */
const MAX_DIRECTORIES = 1_000;

/**
 * The file that decoders are to open for a TIFF: itself, or beside it a corrected copy, or the JPEG that is in it in
 * the old style, of which libtiff reads none. They go with its folder.
 */
export async function openableTiff(path: string): Promise<string> {
  const jpegAt = withFileSource(path, findOldJpeg);
  if (jpegAt !== undefined) {
    const jpeg = `${path}.jpeg`;
    await pipeline(createReadStream(path, { start: jpegAt }), createWriteStream(jpeg));
    return jpeg;
  }
  const changes = withFileSource(path, findCorrections);
  if (!changes) return path;
  const copy = `${path}.corrected.tiff`;
  await copyWithTags(path, copy, changes);
  return copy;
}

/** Where a whole JPEG begins (TIFF 6.0, section 22); its own end mark says where it ends. */
function findOldJpeg(source: ByteSource): number | undefined {
  const tags = readTiffDirectories(source)?.ifd0;
  const number = (tag: number) => [tags?.get(tag)].flat()[0];
  const at = number(COMPRESSION) === OLD_JPEG ? number(INTERCHANGE_FORMAT) : undefined;
  return typeof at === "number" && source.read(at, 2)?.toString("latin1") === "\xff\xd8" ? at : undefined;
}

function findCorrections(source: ByteSource): TagChanges | undefined {
  const layout = readTiffLayout(source);
  const tags = readTiffDirectories(source)?.ifd0;
  if (!layout || !tags || tags.size === 0) return undefined;
  const changes = new Map<number, number | undefined>();
  const numbers = (tag: number) => {
    const value = tags.get(tag);
    return Array.isArray(value) ? value : [];
  };
  const number = (tag: number) => numbers(tag)[0];
  // Its three channels come out as they are where they pass for red, green and blue, see lab-tiff.ts.
  if (isEightBitLab(numbers)) changes.set(PHOTOMETRIC, RGB).set(PROFILE, undefined);
  for (const [tag, values] of Object.entries(VALUES)) {
    const value = number(Number(tag));
    if (value !== undefined && !values.includes(value)) changes.set(Number(tag), undefined);
  }
  // One channel lies apart from nothing.
  if ((number(CHANNELS) ?? 1) === 1 && number(PLANES) === SEPARATE) changes.set(PLANES, undefined);
  for (const { tag, type } of readEntries(source, layout, layout.firstDirectory)) {
    if (!isKnownType(type)) changes.set(tag, undefined);
  }
  return changes.size > 0 || leadsOutside(source, layout) ? changes : undefined;
}

/** Whether a directory names a next one that is not in the file: of several pages the first alone is shown. */
function leadsOutside(source: ByteSource, layout: TiffLayout): boolean {
  let at: number | undefined = layout.firstDirectory;
  for (let count = 0; at && count < MAX_DIRECTORIES; count++) {
    at = toNextDirectory(source, layout, at);
    if (at === undefined || at >= source.size) return true;
  }
  return false;
}
