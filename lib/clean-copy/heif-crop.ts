import type { Box } from "./heif-boxes.ts";
import type { HeifAssociation } from "./heif-items.ts";
import { toView, UnknownStructureError } from "./structure.ts";

/* Crops of HEIF pictures: `clap`, ISO/IEC 14496-12, 12.1.4.2. The pixels around the part that is shown stay in the file. */

/** Codecs fill pictures up to whole blocks of up to 64 pixels, at the right and at the bottom. */
const BLOCK = 64;
const CROP_BYTES = 32;

interface Size {
  width: number;
  height: number;
}

/** @throws UnknownStructureError where a picture has pixels that are cropped away and more than padding */
export function checkCrops(bytes: Uint8Array, properties: readonly Box[], own: readonly HeifAssociation[]): void {
  const boxes = own.flatMap(({ property }) => properties[property - 1] ?? []);
  const crop = boxes.findIndex(({ type }) => type === "clap");
  const [box, size] = [boxes[crop], boxes.find(({ type }) => type === "ispe")];
  if (!box) return;
  const isTurned = boxes.slice(0, crop).some(({ type }) => type === "irot" || type === "imir");
  const isOnly = boxes.every(({ type }, index) => type !== "clap" || index === crop);
  const SIZE_BYTES = 12;
  if (!size || size.end - size.bodyAt < SIZE_BYTES || isTurned || !isOnly)
    throw new UnknownStructureError("A picture is cropped in an unusual way");
  const view = toView(bytes);
  checkCrop(bytes, box, { width: view.getUint32(size.bodyAt + 4), height: view.getUint32(size.bodyAt + 8) });
}

/** The same of one crop of a picture of this size. */
export function checkCrop(bytes: Uint8Array, { bodyAt, end }: Box, { width, height }: Size): void {
  const view = toView(bytes);
  const isPadding = (whole: number, at: number): boolean => {
    const shown = view.getUint32(bodyAt + at) / view.getUint32(bodyAt + at + 4);
    const offset = view.getInt32(bodyAt + at + 16) / view.getUint32(bodyAt + at + 20);
    const before = offset + (whole - shown) / 2;
    const after = whole - shown - before;
    return before > -1 && before < 1 && after > -1 && after < BLOCK;
  };
  if (end - bodyAt < CROP_BYTES || !isPadding(width, 0) || !isPadding(height, 8))
    throw new UnknownStructureError("Pixels are cropped away, and would go along");
}
