import { type Box, readBox } from "#lib/clean-copy/heif-boxes.ts";
import { type HeifDirectory, type HeifExtent, readHeifDirectory } from "#lib/clean-copy/heif-items.ts";
import { UnknownStructureError } from "#lib/clean-copy/structure.ts";

/*
 * HEIC files of which a part was never written or did not arrive. The decoder makes green blocks of zeros and says
 * nothing, and opens no file that ends early.
 */

/** HEVC never has more than two zero bytes in a row (ITU-T H.265, 7.4.2), nor has the length before its units four. */
const HOLE = Buffer.alloc(32);
/** That encoders add to round a picture's length. */
const MAX_PADDING_BYTES = 4096;
/** Of what lacks more than half of it the decoder may judge. */
const MAX_MISSING = 0.5;
/** A grid of an overlay of a picture is as deep as files go. */
const MAX_DERIVATIONS = 4;
const MAX_TOP_BOXES = 64;
const HEVC_TYPES = new Set(["hvc1", "lhv1"]);

/** The bytes of a file with zeros in the place of those behind its end, and whether any of its picture are missing. */
export function completedHeic(bytes: Buffer): { bytes: Buffer; isIncomplete: boolean } {
  const extents = listExtents(bytes);
  const end = extents.reduce((most, { offset, length }) => Math.max(most, offset + length), 0);
  const missing = Math.max(0, end - bytes.length);
  if (missing === 0) return { bytes, isIncomplete: hasHole(bytes, extents) };
  const isShown = missing <= end * MAX_MISSING;
  return { bytes: isShown ? Buffer.concat([bytes, Buffer.alloc(missing)]) : bytes, isIncomplete: true };
}

function hasHole(bytes: Buffer, extents: readonly HeifExtent[]): boolean {
  // Parts that lie over each other are made to take time.
  let left = bytes.length;
  return extents.some(({ offset, length }) => {
    left -= length;
    return left >= 0 && lacksBytes(bytes.subarray(offset, offset + length));
  });
}

/** Whether zeros are in a coded picture, or in its place, but not only behind its last unit. */
function lacksBytes(picture: Buffer): boolean {
  const hole = picture.indexOf(HOLE);
  if (hole < 0) return false;
  const LENGTH_BYTES = 4;
  let end = 0;
  while (end < hole) end += LENGTH_BYTES + picture.readUInt32BE(end);
  const padding = picture.subarray(end);
  return end === 0 || end > hole || padding.length > MAX_PADDING_BYTES || padding.some((byte) => byte !== 0);
}

/** Where the coded pictures are of which the primary image is made; none where the directory cannot be read. */
function listExtents(bytes: Buffer): HeifExtent[] {
  try {
    let meta: Box | undefined = readBox(bytes, 0, bytes.length);
    for (let count = 0; meta && meta.type !== "meta" && count < MAX_TOP_BOXES; count++)
      meta = readBox(bytes, meta.end, bytes.length);
    return meta?.type === "meta" ? extentsOf(readHeifDirectory(bytes, meta)) : [];
  } catch (error) {
    if (error instanceof UnknownStructureError || error instanceof RangeError) return [];
    throw error;
  }
}

function extentsOf({ primary, items, references, locations }: HeifDirectory): HeifExtent[] {
  const sources = new Map(references.filter(({ type }) => type === "dimg").map(({ from, to }) => [from, to]));
  let parts = [primary];
  for (let depth = 0; depth < MAX_DERIVATIONS; depth++) {
    parts = [...new Set(parts.flatMap((item) => sources.get(item) ?? [item]))];
  }
  const coded = parts.filter((item) => HEVC_TYPES.has(items.get(item)?.type ?? ""));
  return coded.flatMap((item) => {
    const location = locations.get(item);
    return location?.method === 0 ? location.extents : [];
  });
}
