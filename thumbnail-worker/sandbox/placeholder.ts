import { rgbaToThumbHash } from "thumbhash";
import { fromPixels, type Pixels } from "./decoder.ts";
import { toPerceptualHash } from "./perceptual-hash.ts";

/** thumbhash takes at most 100; what it keeps (7×7 waves) does not need more than this, pixels a side. */
const HASH_SIDE = 64;
/** Colours are counted in 8 steps a channel. */
const BIN_SHIFT = 5;
const MOSTLY_TRANSPARENT = 128;

export interface Placeholder {
  /** Base64, see https://evanw.github.io/thumbhash/ */
  thumbhash: string;
  /** "#rrggbb": the mean of the most frequent group of similar colours. */
  dominantColor: string;
  /** See toPerceptualHash(). */
  perceptualHash: string | undefined;
}

/** What a page shows until the picture has loaded, and what tells pictures that look alike. */
export async function makePlaceholder(pixels: Pixels): Promise<Placeholder> {
  const { data, info } = await fromPixels(pixels)
    .resize(HASH_SIDE, HASH_SIDE, { fit: "inside", withoutEnlargement: true, kernel: "linear" })
    .toColourspace("srgb")
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return {
    thumbhash: Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString("base64"),
    dominantColor: dominantColor(data),
    perceptualHash: toPerceptualHash(data, info.width, info.height),
  };
}

function dominantColor(rgba: Buffer): string {
  const bins = new Map<number, { count: number; red: number; green: number; blue: number }>();
  let best = { count: 0, red: 0, green: 0, blue: 0 };
  for (let at = 0; at + 3 < rgba.length; at += 4) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = rgba.subarray(at, at + 4);
    if (alpha < MOSTLY_TRANSPARENT) continue;
    const name = ((red >> BIN_SHIFT) << 6) | ((green >> BIN_SHIFT) << 3) | (blue >> BIN_SHIFT);
    const bin = bins.get(name) ?? { count: 0, red: 0, green: 0, blue: 0 };
    bin.count += 1;
    bin.red += red;
    bin.green += green;
    bin.blue += blue;
    bins.set(name, bin);
    if (bin.count > best.count) best = bin;
  }
  const channel = (sum: number) =>
    Math.round(sum / Math.max(1, best.count))
      .toString(16)
      .padStart(2, "0");
  return `#${channel(best.red)}${channel(best.green)}${channel(best.blue)}`;
}
