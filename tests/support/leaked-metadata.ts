import type { AcceptedContentType } from "#lib/images/image.ts";

/** Written into every place of a test file that a visitor must not see. */
export const SECRET = "Wilhelmina Secret";

/** Whether the secret is in a file in any of the encodings that metadata are written in. */
export function tellsSecret(body: Uint8Array): boolean {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const utf16 = Buffer.from(SECRET, "utf16le");
  return [Buffer.from(SECRET), utf16, Buffer.from(utf16).swap16()].some((text) => bytes.includes(text));
}

/** Tags of exiftool that speak of pixels and colours, or of the file as it is on this disk. */
const HARMLESS = [
  /^(SourceFile$|ExifTool:|System:|File:|JFIF:|ICC|Adobe:|APP14:|RIFF:|GIF:|PNG:|PNG-pHYs:|PNG-cICP:|APNG:|Meta:|QuickTime:|HEVC:|Track\d+:)/,
  /^Composite:(ImageSize|Megapixels|AvgBitrate)$/,
  /^IFD\d+:(Orientation|ImageWidth|ImageHeight|BitsPerSample|Compression|Photometric.*|Strip.*|Tile.*|SamplesPerPixel|RowsPerStrip|PlanarConfiguration|Predictor|ExtraSamples|SampleFormat|[XY]Resolution|ResolutionUnit|SubfileType|OldSubfileType|FillOrder|PageNumber|ColorMap|YCbCr.*|ReferenceBlackWhite|WhitePoint|PrimaryChromaticities|JPEGTables|T4Options|T6Options|TransferFunction)$/,
  /^ExifIFD:(ExifVersion|ColorSpace)$/,
  /^InteropIFD:InteropIndex$/,
];
/** The time 0, which fields that must be there have. */
const NO_TIME = "0000:00:00 00:00:00";
const HARMFUL =
  /^(?!System:|SourceFile|File:(File|MIME)|ICC_Profile:|ICC-header:|QuickTime:Preview(Time|Duration)).*(GPS|Serial|Owner|Artist|Creator|Author|Comment|Thumbnail|Preview|MakerNote|Trailer|XMP|IPTC|JUMBF|C2PA|Keyword|Title|Description|Make$|Model|Software|(Create|Modify)Date|DateTime)/i;

/** The names of all tags that say more than a visitor is to know, from what exiftool found. */
export function listToldTags(tags: Record<string, unknown>): string[] {
  return Object.entries(tags)
    .filter(([, value]) => value !== NO_TIME)
    .map(([name]) => name)
    .filter((name) => HARMFUL.test(name) || !HARMLESS.some((harmless) => harmless.test(name)));
}

/** Endings by which exiftool and others open a file of a type. */
export const extensions: Record<AcceptedContentType, string> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/webp": "webp",
  "image/gif": "gif",
  "image/tiff": "tif",
  "image/heic": "heic",
  "image/heif": "heif",
  "image/avif": "avif",
};
