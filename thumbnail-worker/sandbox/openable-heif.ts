import { copyFile, open } from "node:fs/promises";
import type { HeifContainer } from "./heif-container.ts";

const BRANDS_AT = 8;
const BRAND_BYTES = 4;
const MAX_BRANDS_BYTES = 1024;
/**
 * libvips goes by the major brand alone: it knows no sequence of AV1, although libheif reads the still in it, and no
 * brand of other codecs, whatever is inside.
 */
const KNOWN_TO_VIPS = new Set(["heic", "heix", "hevc", "heim", "heis", "hevm", "hevs", "mif1", "msf1", "avif"]);
/** Of films and sequences: libheif reads no still of a file that has such a brand and nothing that moves. */
const MOVING = new Set(["msf1", "hevc", "hevx", "avis", "isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42"]);
const STILL = "mif1";

/**
 * The file that decoders are to open for a HEIF or AVIF file: itself, or beside it a copy under brands that they know,
 * which goes with the folder of the original.
 */
export async function openableHeif(
  path: string,
  brand: "heic" | "avif",
  container: Pick<HeifContainer, "hasMovie"> | undefined,
): Promise<string> {
  const [major = "", version = "", ...others] = await readBrands(path);
  const toStill = (one: string) => (container?.hasMovie === false && MOVING.has(one) ? STILL : one);
  const isKnown = KNOWN_TO_VIPS.has(major) && toStill(major) === major;
  const brands = [isKnown ? major : brand, version, ...others.map(toStill)];
  if (isKnown && others.every((one) => toStill(one) === one)) return path;
  const copy = `${path}.${brand}`;
  await copyFile(path, copy);
  const file = await open(copy, "r+");
  try {
    await file.write(brands.join(""), BRANDS_AT, "latin1");
  } finally {
    await file.close();
  }
  return copy;
}

/** The major brand, its version, and the compatible ones. */
async function readBrands(path: string): Promise<string[]> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_BRANDS_BYTES), 0, MAX_BRANDS_BYTES, 0);
    const end = Math.min(bytesRead, Math.max(BRANDS_AT + BRAND_BYTES, buffer.readUInt32BE(0)));
    const text = buffer.toString("latin1", BRANDS_AT, end);
    return text.match(/.{4}/gs) ?? [];
  } finally {
    await file.close();
  }
}
