import { DOMParser, onErrorStopParsing } from "@xmldom/xmldom";
import ExifReader from "exifreader";

/*
 * XMP and IPTC as ExifReader parses them, brought to plain maps of text. To be imported with the first
 * picture that carries any: most do not, and the start of the process is what everybody waits for.
 */

/** The parser's time grows faster than a hostile packet does; Lightroom's longest edit histories stay below. */
const MAX_XMP_BYTES = 256 * 1024;
const MAX_IPTC_BYTES = 256 * 1024;
/** Elements and attributes of a packet. Real ones have hundreds. */
const MAX_XMP_NODES = 10_000;
const MAX_LIST_LENGTH = 500;

export type XmpValue = string | string[];

/**
 * The properties of an XMP packet by their name without namespace prefix; lists and alternatives as arrays. Structures
 * are left out. Undefined when it cannot be read or is too large.
 */
export function parseXmp(packet: Buffer): ReadonlyMap<string, XmpValue> | undefined {
  if (packet.length > MAX_XMP_BYTES) return undefined;
  const source = toXmlSource(packet);
  if (source === undefined) return undefined;
  try {
    const { xmp = {} } = ExifReader.load(Buffer.from(source), {
      expanded: true,
      includeTags: { xmp: true },
      domParser: new DOMParser({ onError: onErrorStopParsing }),
    });
    const tags = new Map<string, XmpValue>();
    for (const [name, tag] of Object.entries(xmp)) {
      const value = toXmpValue((tag as { value?: unknown }).value);
      if (value !== undefined) tags.set(name, value);
    }
    return tags;
  } catch {
    return undefined;
  }
}

/** The packet from its first element on, in the form by which ExifReader knows a packet that stands alone. */
function toXmlSource(packet: Buffer): string | undefined {
  const text = decodeXml(packet);
  const start = text.search(/<(?:x:xmpmeta|rdf:RDF)[\s>]/);
  if (start < 0) return undefined;
  // Further packet marks would only lead the library's search for the end astray.
  const body = text.slice(start).replaceAll("<?xpacket", "<?ignored");
  let nodes = 0;
  for (const character of body) if (character === "<" || character === "=") nodes += 1;
  return nodes > MAX_XMP_NODES ? undefined : `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>${body}`;
}

function decodeXml(packet: Buffer): string {
  if (packet[0] === 0xff && packet[1] === 0xfe) return packet.toString("utf16le", 2);
  if (packet[0] === 0xfe && packet[1] === 0xff) return new TextDecoder("utf-16be").decode(packet);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(packet);
  } catch {
    return packet.toString("latin1");
  }
}

function toXmpValue(value: unknown): XmpValue | undefined {
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return undefined;
  return value.slice(0, MAX_LIST_LENGTH).flatMap((item: unknown) => {
    const text = typeof item === "object" && item !== null ? (item as { value?: unknown }).value : item;
    return typeof text === "string" ? [text] : [];
  });
}

const IPTC_MARK = 0x1c;
const PHOTOSHOP = "Photoshop 3.0\0";

/**
 * The datasets of IPTC records, as record × 256 + dataset, all values of each. `block` is the records themselves or
 * Photoshop's image resources that hold them. Undefined when it cannot be read or is too large.
 */
export function parseIptc(block: Buffer): ReadonlyMap<number, string[]> | undefined {
  if (block.length > MAX_IPTC_BYTES) return undefined;
  try {
    const { iptc = {} } = ExifReader.load(toJpegOfIptc(block), { expanded: true, includeTags: { iptc: true } });
    const datasets = new Map<number, string[]>();
    for (const tag of Object.values(iptc).flat() as { id?: unknown; description?: unknown }[]) {
      if (typeof tag.id !== "number" || typeof tag.description !== "string") continue;
      const values = datasets.get(tag.id) ?? [];
      if (values.length < MAX_LIST_LENGTH) datasets.set(tag.id, [...values, tag.description]);
    }
    return datasets;
  } catch {
    return undefined;
  }
}

/** ExifReader takes IPTC out of files only, so it gets the smallest JPEG that holds this. */
function toJpegOfIptc(block: Buffer): Buffer {
  const isSigned = block.toString("latin1", 0, PHOTOSHOP.length) === PHOTOSHOP;
  const resources = block[0] === IPTC_MARK ? toResource(block) : block.subarray(isSigned ? PHOTOSHOP.length : 0);
  const start = Buffer.from(`\xff\xd8\xff\xed\0\0${PHOTOSHOP}`, "latin1");
  const MAX_SEGMENT_BYTES = 0xffff;
  start.writeUInt16BE(Math.min(2 + PHOTOSHOP.length + resources.length, MAX_SEGMENT_BYTES), 4);
  return Buffer.concat([start, resources, Buffer.from("\xff\xd9", "latin1")]);
}

function toResource(records: Buffer): Buffer {
  const head = Buffer.from("8BIM\x04\x04\0\0\0\0\0\0", "latin1");
  head.writeUInt32BE(records.length, 8);
  return Buffer.concat([head, records]);
}
