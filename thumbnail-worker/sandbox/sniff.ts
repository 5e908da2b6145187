import { open } from "node:fs/promises";
import type { AcceptedContentType } from "#lib/images/image.ts";
import { SNIFF_BYTES, sniffFile } from "#lib/images/sniff-content-type.ts";
import { PictureError } from "./picture-error.ts";

/**
 * The type of a file by its first bytes. It decides before any decoder sees the file; of AVIF and HEIC, which share
 * their container, only the codec inside decides.
 * @throws PictureError `corrupt_image` for an empty file, `unsupported_video`, `unsupported_raw`, `unsupported_format`
 */
export async function sniffContentType(path: string): Promise<AcceptedContentType> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
    if (bytesRead === 0) throw new PictureError("corrupt_image", "The file is empty");
    const sniffed = sniffFile(buffer.subarray(0, bytesRead));
    if (sniffed?.kind === "image") return sniffed.contentType;
    if (sniffed?.kind === "video") throw new PictureError("unsupported_video", "The first bytes are those of a video");
    if (sniffed?.kind === "raw") throw new PictureError("unsupported_raw", "The first bytes are those of a raw file");
    throw new PictureError("unsupported_format", "The first bytes are of no accepted format");
  } finally {
    await file.close();
  }
}
