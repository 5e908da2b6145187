import { copyFile, open } from "node:fs/promises";

const MAJOR_BRAND_AT = 8;
const BRAND_BYTES = 4;
/**
 * libvips goes by the major brand alone: it knows no sequence of AV1, although libheif reads the still in it, and no
 * brand of other codecs, whatever is inside.
 */
const KNOWN_TO_VIPS = new Set(["heic", "heix", "hevc", "heim", "heis", "hevm", "hevs", "mif1", "msf1", "avif"]);

/**
 * The file that decoders are to open for a HEIF or AVIF file: itself, or beside it a copy under a brand that they know,
 * which goes with the folder of the original.
 */
export async function openableHeif(path: string, brand: "heic" | "avif"): Promise<string> {
  if (KNOWN_TO_VIPS.has(await readBrand(path))) return path;
  const copy = `${path}.${brand}`;
  await copyFile(path, copy);
  const file = await open(copy, "r+");
  try {
    await file.write(brand, MAJOR_BRAND_AT, "latin1");
  } finally {
    await file.close();
  }
  return copy;
}

async function readBrand(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(BRAND_BYTES), 0, BRAND_BYTES, MAJOR_BRAND_AT);
    return buffer.toString("latin1");
  } finally {
    await file.close();
  }
}
