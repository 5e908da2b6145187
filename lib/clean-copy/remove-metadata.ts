import type { AcceptedContentType } from "#lib/images/image.ts";
import { cleanGif } from "./clean-gif.ts";
import { cleanHeif } from "./clean-heif.ts";
import { cleanJpeg } from "./clean-jpeg.ts";
import { cleanPng } from "./clean-png.ts";
import { cleanTiff } from "./clean-tiff.ts";
import { cleanWebp } from "./clean-webp.ts";
import { runCooperatively } from "./cooperative-work.ts";
import type { KeptMetadata } from "./exif-block.ts";
import { UnknownStructureError } from "./structure.ts";

type Parts = readonly Uint8Array[];
type Cleaner = (bytes: Uint8Array, keep: KeptMetadata) => Parts | Promise<Parts>;

const cleaners: Record<AcceptedContentType, Cleaner> = {
  "image/jpeg": (bytes, keep) => runCooperatively(cleanJpeg(bytes, keep)),
  "image/png": cleanPng,
  "image/webp": cleanWebp,
  "image/gif": (bytes) => runCooperatively(cleanGif(bytes)),
  "image/tiff": (bytes, keep) => runCooperatively(cleanTiff(bytes, keep)),
  "image/heic": cleanHeif,
  "image/heif": cleanHeif,
  "image/avif": cleanHeif,
};

/**
 * A copy of an image file that decodes to the same pixels, with its orientation and colours, and says nothing else: no
 * place, device, person, thumbnail, edit history, and nothing before or after the picture. Only structures that are
 * known to be needed are copied. Time is in proportion to the file; the copy comes in parts, most of which share the
 * memory of `bytes`, so that a large file is in memory once.
 * @param contentType what the file is by its content
 * @throws UnknownStructureError where the file is not built as its format says; such a file has to be re-encoded or
 * refused
 */
export async function removeMetadata(
  bytes: Uint8Array,
  contentType: AcceptedContentType,
  keep: KeptMetadata = {},
): Promise<Parts> {
  try {
    return await cleaners[contentType](bytes, keep);
  } catch (cause) {
    // A length or an offset that leads out of the file.
    if (cause instanceof RangeError) throw new UnknownStructureError("A structure ends beyond the file", { cause });
    throw cause;
  }
}
