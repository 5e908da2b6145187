import type { AcceptedContentType } from "#lib/images/image.ts";

/** So many bytes from the start of a file suffice for sniffContentType. */
export const SNIFF_BYTES = 64;

/** Brands of an ISO base media file that mean AV1 pictures; HEIC and JPEG XL brands are not among them. */
const AVIF_BRANDS = new Set(["avif", "avis"]);

/**
 * The type of a file by its first bytes, or undefined when it is none that is accepted. It decides before any decoder
 * sees the file; the decoder's own opinion is checked against it later.
 * Signatures: https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern, AVIF: ISO/IEC 14496-12 `ftyp`.
 */
export function sniffContentType(head: Buffer): AcceptedContentType | undefined {
  const text = head.toString("latin1", 0, SNIFF_BYTES);
  if (text.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (text.startsWith("GIF87a") || text.startsWith("GIF89a")) return "image/gif";
  if (text.startsWith("RIFF") && text.startsWith("WEBPVP8", 8)) return "image/webp";
  if (/^(?:II[*+]\0|MM\0[*+])/.test(text)) return "image/tiff";
  if (text.startsWith("ftyp", 4) && readBrands(head).some((brand) => AVIF_BRANDS.has(brand))) return "image/avif";
  return undefined;
}

function readBrands(head: Buffer): string[] {
  const FIRST_COMPATIBLE_BRAND = 16;
  const end = Math.min(head.readUInt32BE(0), head.length, SNIFF_BYTES);
  const brands = [head.toString("latin1", 8, 12)];
  for (let at = FIRST_COMPATIBLE_BRAND; at + 4 <= end; at += 4) brands.push(head.toString("latin1", at, at + 4));
  return brands;
}
