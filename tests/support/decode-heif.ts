import type { Libheif } from "libheif-js/libheif-wasm/libheif-bundle.js";
import create from "libheif-js/libheif-wasm/libheif-bundle.js";

let heif: Libheif | undefined;

/**
 * The upright pixels of a HEIC file's primary picture with its transparency, RGBA, by libheif and nothing around it.
 */
export async function decodeHeif(body: Uint8Array): Promise<{ width: number; height: number; pixels: Buffer }> {
  heif ??= await create();
  const context = heif.heif_context_alloc();
  try {
    const read = heif.heif_context_read_from_memory(context, body);
    const handle = heif.heif_js_context_get_primary_image_handle(context);
    if (!handle || "code" in handle) throw new Error(`Expected a picture, received ${read.message}`);
    const { heif_colorspace_RGB: rgb } = heif.heif_colorspace;
    const decoded = heif.heif_js_decode_image2(handle, rgb, heif.heif_chroma.heif_chroma_interleaved_RGBA);
    if (!decoded || "code" in decoded) throw new Error("Expected pixels");
    const [plane] = decoded.channels;
    if (!plane) throw new Error("Expected pixels");
    const { width, height, stride, data } = plane;
    const rows = Array.from({ length: height }, (_, row) => data.slice(row * stride, row * stride + width * 4));
    heif.heif_image_release(decoded.image);
    heif.heif_image_handle_release(handle);
    return { width, height, pixels: Buffer.concat(rows) };
  } finally {
    heif.heif_context_free(context);
  }
}
