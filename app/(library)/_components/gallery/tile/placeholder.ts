import { rgbaToDataURL, thumbHashToAverageRGBA, thumbHashToRGBA } from "thumbhash";

/** The longer side of the drawn placeholder in pixels; the browser smooths it, and the data URL stays short. */
const LONGER_SIDE = 6;
const BMP_HEADER_BYTES = 54;
const OPAQUE = 255;
const MOST_REMEMBERED = 5_000;
const remembered = new Map<string, string>();

/** The preview of a hash if it has been made before. */
export function knownPlaceholder(thumbhash: string | undefined): string | undefined {
  return thumbhash === undefined ? undefined : remembered.get(thumbhash);
}

/** The mean colour of a picture for CSS, or undefined when the hash is no thumbhash. */
export function toMeanColour(thumbhash: string | undefined): string | undefined {
  if (!thumbhash) return undefined;
  try {
    const { r, g, b, a } = thumbHashToAverageRGBA(toBytes(thumbhash));
    const values = [r, g, b].map((value) => Math.round(value * OPAQUE));
    // A page has a hundred of them.
    return a === 1 ? `#${values.map(toHex).join("")}` : `rgb(${values.join(" ")} / ${a.toFixed(2)})`;
  } catch {
    return undefined;
  }
}

function toHex(value: number): string {
  return value.toString(16).padStart(2, "0");
}

/** A blurred preview as a data URL of some 200 characters, or undefined when the hash is no thumbhash. */
export function toPlaceholder(thumbhash: string | undefined): string | undefined {
  if (!thumbhash) return undefined;
  const known = remembered.get(thumbhash);
  if (known !== undefined) return known;
  try {
    const { w, h, rgba } = thumbHashToRGBA(toBytes(thumbhash));
    const scale = Math.min(1, LONGER_SIDE / Math.max(w, h));
    const width = Math.max(1, Math.round(w * scale));
    const height = Math.max(1, Math.round(h * scale));
    const url = toDataUrl(width, height, shrink(rgba, w, h, width, height));
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(thumbhash, url);
    return url;
  } catch {
    return undefined;
  }
}

/**
 * As a bitmap, of which a page of previews has to send little but their colours, since all else is the same in each; a
 * picture with transparent parts as a PNG.
 */
function toDataUrl(width: number, height: number, rgba: Uint8Array): string {
  if (rgba.some((value, at) => at % 4 === 3 && value < OPAQUE)) return rgbaToDataURL(width, height, rgba);
  // Rows end at multiples of four bytes, and the lowest comes first.
  const rowBytes = Math.ceil((width * 3) / 4) * 4;
  const bytes = new Uint8Array(BMP_HEADER_BYTES + rowBytes * height);
  const header = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  header.setUint32(2, bytes.length, true);
  header.setUint32(10, BMP_HEADER_BYTES, true);
  header.setUint32(14, 40, true);
  header.setInt32(18, width, true);
  header.setInt32(22, height, true);
  header.setUint16(26, 1, true);
  header.setUint16(28, 24, true);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [from, to] = [((height - 1 - y) * width + x) * 4, BMP_HEADER_BYTES + y * rowBytes + x * 3];
      bytes.set([rgba[from + 2] ?? 0, rgba[from + 1] ?? 0, rgba[from] ?? 0], to);
    }
  }
  return `data:image/bmp;base64,${btoa(String.fromCharCode(...bytes))}`;
}

function toBytes(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** Averages boxes of pixels. */
function shrink(rgba: Uint8Array, w: number, h: number, width: number, height: number): Uint8Array {
  const small = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.floor((x * w) / width), Math.ceil(((x + 1) * w) / width)];
      const [top, bottom] = [Math.floor((y * h) / height), Math.ceil(((y + 1) * h) / height)];
      for (let channel = 0; channel < 4; channel++) {
        let sum = 0;
        for (let row = top; row < bottom; row++) {
          for (let column = left; column < right; column++) sum += rgba[(row * w + column) * 4 + channel] ?? 0;
        }
        small[(y * width + x) * 4 + channel] = Math.round(sum / ((right - left) * (bottom - top)));
      }
    }
  }
  return small;
}
