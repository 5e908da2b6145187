import type { AcceptedContentType } from "./image.ts";

/* Pure and free of Node, so that the browser, the importer, the API and the worker judge a file by the same rule. */

/** Number of bytes from the start of a file that suffice for sniffFile. */
export const SNIFF_BYTES = 64;

/** What a file is by its first bytes; `video` and `raw` are known kinds that are not supported. */
export type SniffedFile = { kind: "image"; contentType: AcceptedContentType } | { kind: "video" } | { kind: "raw" };

/** Brands of an ISO base media file that promise AV1 pictures. */
const AVIF_BRANDS = new Set(["avif", "avis"]);
/** Brands of other HEIF files, whatever their codec: only the container's items tell that. */
const HEIF_BRANDS = new Set([
  ...["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs"],
  ...["mif1", "mif2", "mif3", "msf1", "miaf", "MiHE", "jpeg", "jpgs", "avci", "avcs", "vvic", "vvis", "evmi", "j2ki"],
]);
/** Matroska and WebM, MPEG as a program and as a bare stream, Windows Media, Flash. */
const VIDEO_SIGNATURES = ["\x1aE\xdf\xa3", "\0\0\x01\xba", "\0\0\x01\xb3", "0&\xb2u\x8ef\xcf\x11", "FLV\x01"];
const CANON_RAW_BRAND = "crx ";

/**
 * What a file is by its first bytes, or undefined when it is nothing that Skylight has a name for.
 * Signatures: https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern, HEIF: ISO/IEC 23008-12 annex on brands.
 */
export function sniffFile(head: Uint8Array): SniffedFile | undefined {
  const text = String.fromCharCode(...head.subarray(0, SNIFF_BYTES));
  const image = (contentType: AcceptedContentType): SniffedFile => ({ kind: "image", contentType });
  if (text.startsWith("\xff\xd8\xff")) return image("image/jpeg");
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return image("image/png");
  if (text.startsWith("GIF87a") || text.startsWith("GIF89a")) return image("image/gif");
  if (text.startsWith("RIFF") && text.startsWith("WEBPVP8", 8)) return image("image/webp");
  if (text.startsWith("RIFF") && text.startsWith("AVI ", 8)) return { kind: "video" };
  if (isRawSignature(text)) return { kind: "raw" };
  if (/^(?:II[*+]\0|MM\0[*+])/.test(text)) return image("image/tiff");
  if (text.startsWith("ftyp", 4)) return sniffBaseMedia(head, text);
  if (VIDEO_SIGNATURES.some((signature) => text.startsWith(signature))) return { kind: "video" };
  // QuickTime files without a file type box.
  if (/^(?:moov|mdat|wide|free)/.test(text.slice(4))) return { kind: "video" };
  return undefined;
}

/** Raw files with a signature of their own; the others are TIFF files that only their ending tells apart. */
function isRawSignature(text: string): boolean {
  return (
    text.startsWith("FUJIFILMCCD-RAW") ||
    /^(?:IIRO|IIRS|MMOR|IIU\0|\0MRM)/.test(text) ||
    (text.startsWith("II*\0") && text.startsWith("CR\x02", 8)) ||
    text.startsWith("FOVb")
  );
}

function sniffBaseMedia(head: Uint8Array, text: string): SniffedFile {
  const FIRST_COMPATIBLE_BRAND = 16;
  const size = new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(0);
  const end = Math.min(size, text.length);
  const major = text.slice(8, 12);
  const brands = [major];
  for (let at = FIRST_COMPATIBLE_BRAND; at + 4 <= end; at += 4) brands.push(text.slice(at, at + 4));
  if (major === CANON_RAW_BRAND) return { kind: "raw" };
  if (brands.some((brand) => AVIF_BRANDS.has(brand))) return { kind: "image", contentType: "image/avif" };
  if (brands.some((brand) => HEIF_BRANDS.has(brand))) return { kind: "image", contentType: "image/heic" };
  return { kind: "video" };
}
