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
const CHANNELS = 277;
const PLANES = 284;
const SEPARATE = 2;
/** Files of more pages are left as they are. */
const MAX_DIRECTORIES = 1_000;

/** The file that decoders are to open for a TIFF: itself, or beside it a corrected copy, which goes with its folder. */
export async function openableTiff(path: string): Promise<string> {
  const changes = withFileSource(path, findCorrections);
  if (!changes) return path;
  const copy = `${path}.corrected.tiff`;
  await copyWithTags(path, copy, changes);
  return copy;
}

function findCorrections(source: ByteSource): TagChanges | undefined {
  const layout = readTiffLayout(source);
  const tags = readTiffDirectories(source)?.ifd0;
  if (!layout || !tags || tags.size === 0) return undefined;
  const changes = new Map<number, number | undefined>();
  const number = (tag: number) => {
    const value = tags.get(tag);
    return Array.isArray(value) ? value[0] : undefined;
  };
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
