import { open } from "node:fs/promises";
import type { StoredPixels } from "./decoder.ts";
import type { Inspected } from "./inspect.ts";
import { ownTiffHead } from "./own-tiff.ts";
import { PictureError } from "./picture-error.ts";
import type { SurplusChannels } from "./tiff-colours.ts";
import { readTiffStrip } from "./tiff-strip.ts";

/** Of the copy, on a disk that has 512 MB for it and the original. */
const MAX_COPY_BYTES = 320 * 1024 * 1024;
/** Of the rows that are in memory at once, with all of their channels: the decoder takes five. */
const MAX_STRIP_BYTES = 96 * 1024 * 1024;
const MAX_CHANNELS = 5;
const BYTES: Partial<Record<string, number>> = { uchar: 1, ushort: 2 };

/**
 * A TIFF without the channels that an editor saved beside its colours, such as selections; other pictures as they are.
 * Shrinking multiplies by whatever follows the colours, so those channels go before, by way of a file beside the
 * original, which goes with it.
 * @throws PictureError `too_many_pixels`, `unsupported_codec`, `corrupt_image`
 */
export async function withoutSurplus(picture: Inspected): Promise<Inspected> {
  const { surplus, path, width, height, depth, icc } = picture;
  if (!surplus) return picture;
  const bytes = BYTES[depth];
  if (!bytes) throw new PictureError("unsupported_codec", `There are more channels than colours, of type ${depth}`);
  const { colours, hasAlpha } = surplus;
  const mostPixels = Math.floor(MAX_COPY_BYTES / ((colours + Number(hasAlpha)) * bytes));
  if (width * height > mostPixels) {
    throw new PictureError("too_many_pixels", `More pixels than accepted with such channels (at most ${mostPixels})`);
  }
  const rows = Math.max(1, Math.floor(MAX_STRIP_BYTES / (width * MAX_CHANNELS * bytes)));
  const copy = `${path}.tiff`;
  const file = await open(copy, "w");
  try {
    await file.writeFile(ownTiffHead({ width, height, bitsPerChannel: bytes === 1 ? 8 : 16, colours, hasAlpha, icc }));
    for (let top = 0; top < height; top += rows) {
      await file.writeFile(keepChannels(await readTiffStrip(picture, top, rows), surplus));
    }
  } finally {
    await file.close();
  }
  return { ...picture, path: copy, surplus: undefined };
}

/** The channels of the colours and of transparency, moved together within their memory. */
function keepChannels(
  { data, bitsPerChannel, channels }: StoredPixels,
  { colours, others, hasAlpha }: SurplusChannels,
): Buffer {
  const samples =
    bitsPerChannel === 8
      ? data
      : new Uint16Array(data.buffer, data.byteOffset, data.length / Uint16Array.BYTES_PER_ELEMENT);
  let to = 0;
  for (let from = 0; from < samples.length; from += channels) {
    for (let colour = 0; colour < colours; colour++) samples[to++] = samples[from + colour] ?? 0;
    // Of grey the decoder makes red, green and blue.
    if (hasAlpha) samples[to++] = samples[from + channels - others] ?? 0;
  }
  return data.subarray(0, (to * bitsPerChannel) / 8);
}
