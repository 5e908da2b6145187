import { type Element, XMLSerializer } from "@xmldom/xmldom";
import { openXmp } from "#lib/metadata/xmp-packet.ts";

/*
 * Embeds XMP in exported copies of JPEGs (ISO 16684-3), for programs that do not read sidecars. It can be removed again
 * byte for byte, so that a later run recognises the original in its copy: the file's own packet is kept under a name
 * that no program reads.
 */

const MARK = "http://ns.adobe.com/xap/1.0/\0";
const HIDDEN_MARK = `H${MARK.slice(1)}`;
const EXIF_MARK = "Exif\0";
const TOOLKIT = "Skylight export, hid ";
const OURS = new RegExp(`xmptk="${TOOLKIT}([\\d,]*)"`);
const MAX_SEGMENT_BYTES = 0xffff;
const APP0 = 0xe0;
const APP1 = 0xe1;
const SOS = 0xda;
const HEADER_BYTES = 4;
const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const LIGHTROOM = "http://ns.adobe.com/lightroom/1.0/";

interface Segment {
  marker: number;
  /** Of its marker. */
  start: number;
  end: number;
  data: Buffer;
}

/**
 * A copy of a JPEG that says what a sidecar says, besides what else its own XMP does. Undefined where it can't be: what
 * is no JPEG or has XMP that can't be read, and where there is more to say than a segment holds.
 */
export function embedXmp(jpeg: Buffer, sidecar: string): Buffer | undefined {
  const segments = listSegments(jpeg);
  if (!segments) return undefined;
  const own = segments.find(isPacket);
  // Which of those that are hidden then; a file that is such a copy itself has others.
  const hidden = segments.filter((segment) => isPacket(segment) || isHidden(segment));
  const places = hidden.flatMap((segment, place) => (isPacket(segment) ? place : []));
  const merged = merge(own?.data.subarray(MARK.length), sidecar, `${TOOLKIT}${places}`);
  if (merged === undefined) return undefined;
  const packet = Buffer.from(merged);
  const length = 2 + MARK.length + packet.length;
  if (length > MAX_SEGMENT_BYTES) return undefined;
  const header = Buffer.from([0xff, APP1, length >> 8, length & 0xff]);
  const before = segments.findLast(({ marker, data }) => marker === APP0 || startsWith(data, EXIF_MARK))?.end ?? 2;
  const copy = Buffer.from(jpeg);
  for (const { start } of segments.filter(isPacket)) copy.write("H", start + HEADER_BYTES, "latin1");
  return Buffer.concat([copy.subarray(0, before), header, Buffer.from(MARK, "latin1"), packet, copy.subarray(before)]);
}

/** A file as it was before embedXmp(); itself where nothing was embedded. */
export function withoutEmbeddedXmp(file: Buffer): Buffer {
  const segments = listSegments(file) ?? [];
  const ours = segments.find((segment) => isPacket(segment) && OURS.test(segment.data.toString("latin1")));
  if (!ours) return file;
  const places = OURS.exec(ours.data.toString("latin1"))?.[1]?.split(",") ?? [];
  const copy = Buffer.from(file);
  for (const [place, { start }] of segments.filter(isHidden).entries())
    if (places.includes(`${place}`)) copy.write("h", start + HEADER_BYTES, "latin1");
  return Buffer.concat([copy.subarray(0, ours.start), copy.subarray(ours.end)]);
}

/** Those before the picture; undefined where the file is not built as a JPEG. */
function listSegments(file: Buffer): Segment[] | undefined {
  if (file.length < 2 || file.readUInt16BE(0) !== 0xffd8) return undefined;
  const segments: Segment[] = [];
  for (let start = 2; start + HEADER_BYTES <= file.length && file[start] === 0xff; ) {
    const marker = file[start + 1] ?? 0;
    if (marker === SOS) return segments;
    const end = start + 2 + file.readUInt16BE(start + 2);
    if (end < start + HEADER_BYTES || end > file.length) return undefined;
    segments.push({ marker, start, end, data: file.subarray(start + HEADER_BYTES, end) });
    start = end;
  }
  return undefined;
}

function isPacket({ marker, data }: Segment): boolean {
  return marker === APP1 && startsWith(data, MARK);
}

function isHidden({ marker, data }: Segment): boolean {
  return marker === APP1 && startsWith(data, HIDDEN_MARK);
}

function startsWith(data: Buffer, mark: string): boolean {
  return data.subarray(0, mark.length).toString("latin1") === mark;
}

/**
 * The sidecar's description as a further one of the packet, in place of what that says of the same; alone without a
 * packet. Undefined where one of them can't be read.
 */
function merge(packet: Uint8Array | undefined, sidecar: string, toolkit: string): string | undefined {
  const said = openXmp(Buffer.from(sidecar));
  const known = packet && openXmp(packet);
  const ours = said?.getElementsByTagNameNS(RDF, "Description").item(0);
  if (!said || !ours || (packet && !known)) return undefined;
  if (known) {
    const names = [...listElements(ours)].map(({ namespaceURI, localName }) => [namespaceURI, localName] as const);
    // Tags in levels say the tags again.
    if (names.some(([, name]) => name === "subject")) names.push([LIGHTROOM, "hierarchicalSubject"]);
    for (const description of listElements(known)) {
      for (const [uri, name] of names) {
        if (uri !== null && name !== null) description.removeAttributeNS(uri, name);
        for (const element of listElements(description))
          if (element.namespaceURI === uri && element.localName === name) description.removeChild(element);
      }
    }
    known.appendChild(known.ownerDocument?.importNode(ours, true) ?? ours);
  }
  const content = new XMLSerializer().serializeToString(known ?? said);
  return `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="${toolkit}">${content}</x:xmpmeta><?xpacket end="w"?>`;
}

function listElements(element: Element): Element[] {
  return [...element.childNodes].filter((node): node is Element => node.nodeType === node.ELEMENT_NODE);
}
