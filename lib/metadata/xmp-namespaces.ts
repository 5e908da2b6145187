export const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/** The namespaces that are read, by the prefix that the standard gives them; a packet may use any other. */
const NAMESPACES: readonly (readonly [uri: string, prefix: string])[] = [
  [RDF, "rdf"],
  ["http://purl.org/dc/elements/1.1/", "dc"],
  ["http://ns.adobe.com/xap/1.0/", "xmp"],
  ["http://ns.adobe.com/exif/1.0/", "exif"],
  ["http://cipa.jp/exif/1.0/", "exifEX"],
  ["http://ns.adobe.com/exif/1.0/aux/", "aux"],
  ["http://ns.adobe.com/tiff/1.0/", "tiff"],
  ["http://ns.adobe.com/photoshop/1.0/", "photoshop"],
  ["http://ns.adobe.com/lightroom/1.0/", "lr"],
  ["http://www.digikam.org/ns/1.0/", "digiKam"],
];
const PREFIXES = new Map(NAMESPACES.map(([uri, prefix]) => [toPlainUri(uri), prefix]));
const URIS = new Map(NAMESPACES.map(([uri, prefix]) => [prefix, uri]));

/** The standard's prefix of a namespace that is read; undefined for others. */
export function toPrefix(uri: string): string | undefined {
  return PREFIXES.get(toPlainUri(uri));
}

/** The namespace that a prefix stands for where a packet does not say so; undefined for those that are not read. */
export function toNamespace(prefix: string): string | undefined {
  return URIS.get(prefix);
}

/** Programs write https, and leave out what a namespace ends with. */
function toPlainUri(uri: string): string {
  return uri
    .trim()
    .toLowerCase()
    .replace(/^https:/, "http:")
    .replace(/[/#]$/, "");
}
