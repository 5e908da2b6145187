import { type KeptMetadata, rewriteExif } from "./exif-block.ts";
import { type Box, getBox, leaveRoom, readBox, toBytes } from "./heif-boxes.ts";
import { type HeifDirectory, type HeifExtent, type HeifLocation, readHeifDirectory } from "./heif-items.ts";
import { copyMovie } from "./heif-movie.ts";
import { findNotes } from "./heif-units.ts";
import { overlap, type Range } from "./ranges.ts";
import { selectPictureItems } from "./select-heif-items.ts";
import { createSparseCopy } from "./sparse-copy.ts";
import { concatBytes, readLatin1, toView, UnknownStructureError } from "./structure.ts";
import { writeHeifDirectory } from "./write-heif-directory.ts";

/*
 * HEIC, HEIF and AVIF, ISO/IEC 23008-12. The directory names bytes by their place in the file, so it gets a new one of
 * the same length, and all that is kept stays where it was, in a file that is otherwise zero.
 */

const MAX_TOP_BOXES = 256;
/** Of a box whose length takes eight bytes. */
const HEADER_BYTES = 16;
const MAX_BRANDS_BYTES = 1_024;

/** The primary picture of a HEIF or AVIF file, and its animation, with transparency, turn and colours. */
export function cleanHeif(file: Uint8Array, keep: KeptMetadata): readonly Uint8Array[] {
  const bytes = withWholeData(file);
  const boxes = readTopBoxes(bytes);
  const [brands, meta] = [getBox(boxes, "ftyp"), getBox(boxes, "meta")];
  if (brands.end - brands.at > MAX_BRANDS_BYTES) throw new UnknownStructureError("Brands without an end");
  const directory = readHeifDirectory(bytes, meta);
  const idat = directory.boxes.find(({ type }) => type === "idat");
  const homes = { file: boxes.filter(({ type }) => type === "mdat"), idat };
  const copy = createSparseCopy(bytes);

  const pictures = selectPictureItems(bytes, directory);
  for (const id of pictures) {
    const places = locate(directory.locations.get(id), homes);
    for (const { offset, length } of places) copy.keep(offset, offset + length);
    for (const { from, to } of findNotes(bytes, directory, id, places)) copy.zero(from, to - from);
  }
  const exif = findExif(directory);
  const places = exif ? locate(exif.location, homes) : [];
  const newExif = rewriteExifItem(joinExtents(bytes, places), keep);
  const [place] = places;
  if (newExif && place) {
    if (newExif.length > place.length) throw new UnknownStructureError("EXIF has no room of its own");
    copy.write(newExif, place.offset);
  }

  const newMeta = writeHeifDirectory(bytes, meta, directory, {
    pictures,
    exif: exif && newExif && { id: exif.id, length: newExif.length },
    idat: idat && copy.read(idat.bodyAt, idat.end),
  });
  copy.write(newMeta, meta.at);
  copy.keep(brands.at, brands.end);
  const movie = boxes.find(({ type }) => type === "moov");
  if (movie) copyMovie(bytes, movie, copy, homes.file);
  // What a length that is too large takes along.
  if (overlap(copy.kept(), findLeftOut(directory, pictures, idat)))
    throw new UnknownStructureError("Pictures and other items of the file overlap");
  for (const box of boxes) {
    const isWritten = box === brands || box === meta || box === movie;
    if (isWritten || box.at >= copy.end()) continue;
    if (box.type !== "mdat") leaveRoom(copy, box);
    else {
      copy.keep(box.at, box.bodyAt);
      copy.extend(box.end);
    }
  }
  return copy.finish();
}

/** Of what lacks more than half of its last box there is no copy, as nothing of it is shown. */
const MAX_MISSING = 0.5;

/** A file whose last box of data ends early, with zeros for what is missing; others as they are. */
function withWholeData(bytes: Uint8Array): Uint8Array {
  const at = readTopBoxes(bytes).at(-1)?.end ?? 0;
  const data = at + HEADER_BYTES <= bytes.length ? readBox(bytes, at, Number.MAX_SAFE_INTEGER) : undefined;
  if (data?.type !== "mdat" || bytes.length - data.bodyAt < (data.end - data.bodyAt) * (1 - MAX_MISSING)) return bytes;
  return concatBytes([bytes, new Uint8Array(data.end - bytes.length)]);
}

/** Up to the first that is broken: some telephones put something else after the last one. */
function readTopBoxes(bytes: Uint8Array): Box[] {
  const boxes: Box[] = [];
  for (let box = readBox(bytes, 0, bytes.length); box; box = readBox(bytes, box.end, bytes.length)) {
    boxes.push(box);
    if (boxes.length > MAX_TOP_BOXES) throw new UnknownStructureError(`More than ${MAX_TOP_BOXES} boxes`);
  }
  return boxes;
}

/** The places of an item's bytes in the file. @throws UnknownStructureError where they are not in a box for data */
function locate(
  location: HeifLocation | undefined,
  { file, idat }: { file: readonly Box[]; idat: Box | undefined },
): HeifExtent[] {
  // Items that only name others have no bytes.
  if (!location) return [];
  const isInner = location.method === 1 && idat !== undefined;
  if (location.method !== 0 && !isInner) throw new UnknownStructureError("An item is made of bytes of another");
  const [homes, base] = isInner ? [[idat], idat.bodyAt] : [file, 0];
  return location.extents.map(({ offset, length }) => {
    const at = base + offset;
    // A length of 0 is all there is, which no file with an index of its own needs.
    if (length === 0 || !homes.some(({ bodyAt, end }) => at >= bodyAt && at + length <= end))
      throw new UnknownStructureError(`${length} bytes at ${at} are in no box for data`);
    return { offset: at, length };
  });
}

/** Where the bytes of items are that are no part of the picture. */
function findLeftOut({ locations }: HeifDirectory, pictures: ReadonlySet<number>, idat: Box | undefined): Range[] {
  return [...locations]
    .filter(([id]) => !pictures.has(id))
    .flatMap(([, { method, extents }]) => {
      const base = method === 1 ? (idat?.bodyAt ?? 0) : 0;
      return extents.map(({ offset, length }) => ({ from: base + offset, to: base + offset + length }));
    });
}

function joinExtents(bytes: Uint8Array, extents: readonly HeifExtent[]): Uint8Array {
  const MAX_EXIF_BYTES = 8 * 1024 * 1024;
  if (extents.reduce((sum, { length }) => sum + length, 0) > MAX_EXIF_BYTES) return new Uint8Array();
  return concatBytes(extents.map(({ offset, length }) => bytes.subarray(offset, offset + length)));
}

/** The EXIF of the primary picture. */
function findExif({ items, locations, references, primary }: HeifDirectory) {
  for (const { type, from, to } of references) {
    const location = locations.get(from);
    if (type === "cdsc" && to.includes(primary) && items.get(from)?.type === "Exif" && location)
      return { id: from, location };
  }
  return undefined;
}

/** An EXIF item says first how far from there its TIFF header is. Undefined where nothing is left to say. */
function rewriteExifItem(item: Uint8Array, keep: KeptMetadata): Uint8Array | undefined {
  const OFFSET_BYTES = 4;
  const MARK_BYTES = 6;
  if (item.length <= OFFSET_BYTES) return undefined;
  const offset = toView(item).getUint32(0);
  const isMarked = offset === MARK_BYTES && readLatin1(item, OFFSET_BYTES, 5) === "Exif\0";
  const exif = rewriteExif(item.subarray(OFFSET_BYTES + (isMarked ? 0 : offset)), keep);
  return exif && concatBytes([toBytes(isMarked ? MARK_BYTES : 0, OFFSET_BYTES), exif]);
}
