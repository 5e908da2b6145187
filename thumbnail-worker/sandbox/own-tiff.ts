/*
 * Pixels with a profile, in the one form in which sharp takes both: an uncompressed TIFF of a single strip.
 * Format: TIFF 6.0, and Adobe's tag 34675 for the profile.
 */

export interface ProfiledPixels extends Profiled {
  /** 8 or 16 bits a channel, the latter little-endian. */
  data: Buffer;
}

export interface Profiled {
  bitsPerChannel: 8 | 16;
  width: number;
  height: number;
  /** Channels of the colours: of grey, of red, green and blue, or of ink. */
  colours: 1 | 3 | 4;
  /** Whether alpha that is not multiplied in follows them. */
  hasAlpha: boolean;
  icc: Buffer | undefined;
}

const SHORT = 3;
const LONG = 4;
const UNDEFINED = 7;
const ENTRY_BYTES = 12;
const HEADER_BYTES = 8;
const UNASSOCIATED_ALPHA = 2;
/** PhotometricInterpretation by the channels of the colours. */
const PHOTOMETRIC = { 1: 1, 3: 2, 4: 5 };

/** The bytes of the TIFF. */
export function writeOwnTiff(pixels: ProfiledPixels): Buffer {
  return Buffer.concat([ownTiffHead(pixels), pixels.data]);
}

/** What stands before the pixels, which follow it row by row. */
export function ownTiffHead({ bitsPerChannel, width, height, colours, hasAlpha, icc }: Profiled): Buffer {
  const channels = colours + Number(hasAlpha);
  const pixelBytes = (width * height * channels * bitsPerChannel) / 8;
  const entries: { tag: number; type: number; count: number; value: number }[] = [
    { tag: 256, type: LONG, count: 1, value: width },
    { tag: 257, type: LONG, count: 1, value: height },
    { tag: 258, type: SHORT, count: channels, value: bitsPerChannel * 0x1_0001 },
    { tag: 259, type: SHORT, count: 1, value: 1 },
    { tag: 262, type: SHORT, count: 1, value: PHOTOMETRIC[colours] },
    { tag: 273, type: LONG, count: 1, value: 0 },
    { tag: 277, type: SHORT, count: 1, value: channels },
    { tag: 278, type: LONG, count: 1, value: height },
    { tag: 279, type: LONG, count: 1, value: pixelBytes },
    ...(hasAlpha ? [{ tag: 338, type: SHORT, count: 1, value: UNASSOCIATED_ALPHA }] : []),
    ...(icc ? [{ tag: 34675, type: UNDEFINED, count: icc.length, value: 0 }] : []),
  ];
  const bits = Buffer.alloc(channels * 2);
  for (let channel = 0; channel < channels; channel++) bits.writeUInt16LE(bitsPerChannel, channel * 2);
  const directoryBytes = 2 + entries.length * ENTRY_BYTES + 4;
  const bitsAt = HEADER_BYTES + directoryBytes;
  const iccAt = bitsAt + bits.length;
  const profile = icc ?? Buffer.alloc(0);
  const padding = Buffer.alloc((iccAt + profile.length) % 2);
  const pixelsAt = iccAt + profile.length + padding.length;
  // Two 16-bit numbers fit into the entry itself.
  const offsets: Partial<Record<number, number>> = {
    ...(channels > 2 ? { 258: bitsAt } : {}),
    273: pixelsAt,
    34675: iccAt,
  };

  const head = Buffer.alloc(HEADER_BYTES + directoryBytes);
  head.write("II*\0", 0, "latin1");
  head.writeUInt32LE(HEADER_BYTES, 4);
  head.writeUInt16LE(entries.length, HEADER_BYTES);
  entries.forEach(({ tag, type, count, value }, index) => {
    const at = HEADER_BYTES + 2 + index * ENTRY_BYTES;
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(type, at + 2);
    head.writeUInt32LE(count, at + 4);
    head.writeUInt32LE(offsets[tag] ?? value, at + 8);
  });
  return Buffer.concat([head, bits, profile, padding]);
}
