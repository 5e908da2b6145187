import { readFile } from "node:fs/promises";
import type { Libheif } from "libheif-js/libheif-wasm/libheif-bundle.js";
import create from "libheif-js/libheif-wasm/libheif-bundle.js";
import sharp from "sharp";
import { recipe } from "#lib/images/recipe.ts";

/*
 * HEIC by the same decoder with nothing around it: the primary image into pixels, and of those the same renditions one
 * from the other, without profile, metadata, limits or storage.
 */

sharp.cache(false);
sharp.concurrency(1);
const heif: Libheif = await create();
const { full, large, medium, thumbnail } = recipe.renditions;

async function render(path: string): Promise<void> {
  const context = heif.heif_context_alloc();
  heif.heif_context_read_from_memory(context, await readFile(path));
  const handle = heif.heif_js_context_get_primary_image_handle(context);
  if (!handle || "code" in handle) throw new Error(`Expected a picture in ${path}`);
  const decoded = heif.heif_js_decode_image2(
    handle,
    heif.heif_colorspace.heif_colorspace_RGB,
    heif.heif_chroma.heif_chroma_interleaved_RGB,
  );
  if (!decoded || "code" in decoded) throw new Error(`Expected pixels in ${path}`);
  const [plane] = decoded.channels;
  if (!plane) throw new Error(`Expected pixels in ${path}`);
  const rows = Buffer.from(plane.data.buffer, plane.data.byteOffset, plane.stride * plane.height);
  // What pads the rows is cut off.
  let pixels: { data: Buffer; info: { width: number; height: number; channels: 1 | 2 | 3 | 4 } } = await sharp(rows, {
    raw: { width: plane.stride / 3, height: plane.height, channels: 3 },
    limitInputPixels: false,
  })
    .extract({ left: 0, top: 0, width: plane.width, height: plane.height })
    .raw()
    .toBuffer({ resolveWithObject: true });
  heif.heif_image_release(decoded.image);
  heif.heif_image_handle_release(handle);
  heif.heif_context_free(context);
  for (const { width, height, fit, format, quality, effort } of [full, large, medium, thumbnail]) {
    pixels = await sharp(pixels.data, { raw: pixels.info, limitInputPixels: false })
      .resize({ width, height, fit, withoutEnlargement: true })
      .raw()
      .toBuffer({ resolveWithObject: true });
    const picture = sharp(pixels.data, { raw: pixels.info });
    await (format === "jpeg" ? picture.jpeg({ quality }) : picture.webp({ quality, effort })).toBuffer();
  }
}

process.on("message", async ({ path }: { path: string }) => {
  await render(path);
  process.send?.("done");
});
process.send?.("up");
