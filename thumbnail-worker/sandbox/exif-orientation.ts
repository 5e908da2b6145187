const EXIF_MARK = "Exif\0";
/** The mark and a byte to make its length even, which is 0 as a rule. */
const EXIF_HEADER_BYTES = 6;
const ORIENTATION = 0x0112;
const ENTRY_BYTES = 12;

/** The orientation of an EXIF block, 1 to 8; 1 where it names none or cannot be read. TIFF 6.0, tag 274. */
export function readExifOrientation(exif: Buffer | undefined): number {
  if (!exif) return 1;
  const tiff = exif.toString("latin1", 0, EXIF_MARK.length) === EXIF_MARK ? exif.subarray(EXIF_HEADER_BYTES) : exif;
  const isLittle = tiff.toString("latin1", 0, 2) === "II";
  const short = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  try {
    const directory = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
    const count = short(directory);
    for (let index = 0; index < count; index++) {
      const at = directory + 2 + index * ENTRY_BYTES;
      if (short(at) !== ORIENTATION) continue;
      const orientation = short(at + 8);
      return orientation >= 1 && orientation <= 8 ? orientation : 1;
    }
  } catch {
    // A directory beyond the end of the block.
  }
  return 1;
}
