import { readFile } from "node:fs/promises";
import type { HeifFailure, HeifPointer, Libheif } from "libheif-js/libheif-wasm/libheif-bundle.js";
import type { Area, CleanAperture } from "./clean-aperture.ts";
import { completedHeic } from "./completed-heic.ts";
import type { Pixels } from "./decoder.ts";
import type { Inspected } from "./inspect.ts";
import { PictureError } from "./picture-error.ts";

let loading: Promise<Libheif> | undefined;

/** Loaded with the first file that needs it: it takes a tenth of a second and some 30 MB, which others go without. */
function loadLibheif(): Promise<Libheif> {
  loading ??= import("libheif-js/libheif-wasm/libheif-bundle.js").then(({ default: create }) => create());
  return loading;
}

/**
 * Decodes the primary image of a HEIC file and returns what `use` makes of its pixels: in the colours of its profile,
 * rotated and mirrored as the file says, but not as its EXIF does. The pixels stand in the decoder's memory, which is
 * its own again as soon as `use` has ended; it is told besides whether a part of the picture is missing.
 * @throws PictureError `corrupt_image`, `too_complex`, `unsupported_codec`
 */
export async function withHeicPixels<T>(
  path: string,
  picture: Pick<Inspected, "maxPixels" | "aperture">,
  use: (pixels: Pixels, isIncomplete: boolean) => Promise<T>,
): Promise<T> {
  const heif = await loadLibheif();
  const context = heif.heif_context_alloc();
  try {
    const { bytes, isIncomplete } = completedHeic(await readUncropped(path, picture.aperture));
    check(heif, heif.heif_context_read_from_memory(context, bytes));
    const handle = checked(heif, heif.heif_js_context_get_primary_image_handle(context));
    try {
      return await decodeHandle(heif, handle, picture, (pixels) => use(pixels, isIncomplete));
    } finally {
      heif.heif_image_handle_release(handle);
    }
  } catch (error) {
    // Whatever WebAssembly throws leaves the module in a state that nobody knows.
    if (!(error instanceof PictureError)) loading = undefined;
    if (error instanceof WebAssembly.RuntimeError) {
      throw new PictureError("corrupt_image", "The HEIC decoder stopped", { cause: error });
    }
    throw error;
  } finally {
    if (loading) heif.heif_context_free(context);
  }
}

async function decodeHandle<T>(
  heif: Libheif,
  handle: HeifPointer,
  { maxPixels, aperture }: Pick<Inspected, "maxPixels" | "aperture">,
  use: (pixels: Pixels) => Promise<T>,
): Promise<T> {
  const [width, height] = [heif.heif_image_handle_get_width(handle), heif.heif_image_handle_get_height(handle)];
  if (width * height > maxPixels) {
    throw new PictureError("too_many_pixels", `More pixels than accepted (${width}×${height}, at most ${maxPixels})`);
  }
  const channels = heif.heif_image_handle_has_alpha_channel(handle) ? 4 : 3;
  const { image, channels: planes } = checked(
    heif,
    heif.heif_js_decode_image2(
      handle,
      heif.heif_colorspace.heif_colorspace_RGB,
      channels === 4 ? heif.heif_chroma.heif_chroma_interleaved_RGBA : heif.heif_chroma.heif_chroma_interleaved_RGB,
    ),
  );
  try {
    const [plane] = planes;
    if (!plane) throw new PictureError("corrupt_image", "The HEIC decoder gave no pixels");
    const { data, stride, width, height } = plane;
    const area = aperture?.area ?? { left: 0, top: 0, width, height };
    if (area.left + area.width > width || area.top + area.height > height)
      throw new PictureError("corrupt_image", "The picture is smaller than the part of it that is to be shown");
    return await use({
      data: takeArea(data, stride, area, channels),
      width: area.width,
      height: area.height,
      channels,
    });
  } finally {
    heif.heif_image_release(image);
  }
}

/** An area of a plane, its rows next to each other, moved within its own memory. */
function takeArea(data: Uint8Array, stride: number, { left, top, width, height }: Area, channels: number): Buffer {
  const row = width * channels;
  if (stride !== row || top > 0) {
    for (let y = 0; y < height; y++) {
      const from = (top + y) * stride + left * channels;
      data.copyWithin(y * row, from, from + row);
    }
  }
  return Buffer.from(data.buffer, data.byteOffset, row * height);
}

/** The bytes of a file that wants all of its picture shown. */
async function readUncropped(path: string, aperture: CleanAperture | undefined): Promise<Buffer> {
  const bytes = await readFile(path);
  aperture?.whole.copy(bytes, aperture.at);
  return bytes;
}

function checked<T extends object>(heif: Libheif, result: T | HeifFailure): T {
  if (result && !("code" in result)) return result;
  check(heif, result as HeifFailure | undefined);
  throw new PictureError("corrupt_image", "The HEIC decoder gave no picture");
}

/** @throws PictureError for anything but success */
function check(heif: Libheif, failure: HeifFailure | undefined): void {
  if (!failure) throw new PictureError("corrupt_image", "The HEIC decoder gave no picture");
  const { heif_error_code: code, heif_suberror_code: subcode } = heif;
  const is = (...values: ({ value: number } | undefined)[]) => values.includes(failure.code);
  if (is(code.heif_error_Ok)) return;
  if (
    failure.subcode === subcode.heif_suberror_Security_limit_exceeded ||
    is(code.heif_error_Memory_allocation_error)
  ) {
    throw new PictureError("too_complex", failure.message);
  }
  if (is(code.heif_error_Unsupported_feature, code.heif_error_Unsupported_filetype)) {
    throw new PictureError("unsupported_codec", failure.message);
  }
  throw new PictureError("corrupt_image", failure.message);
}
