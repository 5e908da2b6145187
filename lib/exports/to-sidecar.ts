import type { ImageListItem } from "#lib/library/image-list-api.ts";

type Described = Pick<
  ImageListItem,
  "title" | "caption" | "favourite" | "takenAt" | "takenAtSource" | "takenOffset" | "position"
>;

/** Programs without a mark for favourites have stars. */
const FAVOURITE_RATING = 5;

const namespaces = {
  "xmlns:dc": "http://purl.org/dc/elements/1.1/",
  "xmlns:xmp": "http://ns.adobe.com/xap/1.0/",
  "xmlns:exif": "http://ns.adobe.com/exif/1.0/",
  "xmlns:photoshop": "http://ns.adobe.com/photoshop/1.0/",
  "xmlns:digiKam": "http://www.digikam.org/ns/1.0/",
};

const declared = Object.entries(namespaces)
  .map(([name, address]) => ` ${name}="${address}"`)
  .join("");
const HEAD = `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about=""${declared}>`;

/** Whether a text is one of toSidecar(), and not another program's. */
export function isOwnSidecar(text: string): boolean {
  return text.startsWith(HEAD);
}

/**
 * The XMP (ISO 16684-1) that stands beside a photo and says what its owner has said of it, for digiKam, Immich,
 * Lightroom and Skylight itself; undefined where there is nothing to say. Time and position are in it only where the
 * owner gave others than the file has, since programs believe a sidecar first.
 */
export function toSidecar(image: Described, tagNames: readonly string[]): string | undefined {
  const { title, caption, favourite, takenAt, takenAtSource, takenOffset, position } = image;
  const time = takenAtSource === "owner" && takenAt !== undefined ? withOffset(takenAt, takenOffset) : undefined;
  // There a slash parts levels, and no name of ours has any.
  const plainNames = tagNames.filter((name) => !name.includes("/"));
  const properties = [
    title && alternatives("dc:title", title),
    caption && alternatives("dc:description", caption),
    tagNames.length > 0 && list("dc:subject", "Bag", tagNames),
    plainNames.length > 0 && list("digiKam:TagsList", "Seq", plainNames),
    favourite && `<xmp:Rating>${FAVOURITE_RATING}</xmp:Rating>`,
    position?.source === "owner" && `<exif:GPSLatitude>${toDegrees(position.latitude, "N", "S")}</exif:GPSLatitude>`,
    position?.source === "owner" && `<exif:GPSLongitude>${toDegrees(position.longitude, "E", "W")}</exif:GPSLongitude>`,
    time && `<exif:DateTimeOriginal>${time}</exif:DateTimeOriginal>`,
    time && `<photoshop:DateCreated>${time}</photoshop:DateCreated>`,
  ].filter(Boolean);
  if (properties.length === 0) return undefined;
  return `${HEAD}
   ${properties.join("\n   ")}
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
`;
}

/** A time that says its offset, where one is known. */
function withOffset(takenAt: string, offset: string | undefined): string {
  const hasOffset = /(?:Z|[+-]\d\d:\d\d)$/.test(takenAt);
  return hasOffset || offset === undefined ? takenAt : `${takenAt}${offset}`;
}

const MINUTE_DIGITS = 7;

/** A coordinate as XMP writes it: "48,6.5000000N". */
function toDegrees(degrees: number, plus: string, minus: string): string {
  const size = Math.abs(degrees);
  const whole = Math.floor(size);
  return `${whole},${((size - whole) * 60).toFixed(MINUTE_DIGITS)}${degrees < 0 ? minus : plus}`;
}

function alternatives(name: string, text: string): string {
  return `<${name}><rdf:Alt><rdf:li xml:lang="x-default">${escapeXml(text)}</rdf:li></rdf:Alt></${name}>`;
}

function list(name: string, kind: "Bag" | "Seq", items: readonly string[]): string {
  const lines = items.map((item) => `<rdf:li>${escapeXml(item)}</rdf:li>`);
  return `<${name}><rdf:${kind}>${lines.join("")}</rdf:${kind}></${name}>`;
}

const references: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;" };

/** Text as XML 1.0 takes it: without the characters that it cannot say at all. */
function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "")
    .replace(/[&<>\r]/g, (character) => references[character] ?? "");
}
