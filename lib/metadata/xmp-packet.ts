import { DOMParser, onErrorStopParsing } from "@xmldom/xmldom";
import ExifReader from "exifreader";

/*
 * XMP as ExifReader parses it, brought to a plain map of text, for the worker, the importer and the browser. To be
 * imported with the first packet: most pictures carry none, and the start of the process is what everybody waits for.
 */

/** The parser's time grows faster than a hostile packet does; Lightroom's longest edit histories stay below. */
const MAX_XMP_BYTES = 256 * 1024;
/** Elements and attributes of a packet. Real ones have hundreds. */
const MAX_XMP_NODES = 10_000;
const MAX_LIST_LENGTH = 500;

export type XmpValue = string | string[];

/**
 * The properties of an XMP packet by their name without namespace prefix; lists and alternatives as arrays. Structures
 * are left out. Undefined when it cannot be read or is too large.
 */
export function parseXmp(packet: Uint8Array): ReadonlyMap<string, XmpValue> | undefined {
  if (packet.length > MAX_XMP_BYTES) return undefined;
  const source = toXmlSource(packet);
  if (source === undefined) return undefined;
  try {
    const { xmp = {} } = ExifReader.load(new TextEncoder().encode(source).buffer, {
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
function toXmlSource(packet: Uint8Array): string | undefined {
  const text = decodeXml(packet);
  const start = text.search(/<(?:x:xmpmeta|rdf:RDF)[\s>]/);
  if (start < 0) return undefined;
  // Further packet marks would only lead the library's search for the end astray.
  const body = text.slice(start).replaceAll("<?xpacket", "<?ignored");
  let nodes = 0;
  for (const character of body) if (character === "<" || character === "=") nodes += 1;
  return nodes > MAX_XMP_NODES ? undefined : `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>${body}`;
}

function decodeXml(packet: Uint8Array): string {
  if (packet[0] === 0xff && packet[1] === 0xfe) return new TextDecoder("utf-16le").decode(packet);
  if (packet[0] === 0xfe && packet[1] === 0xff) return new TextDecoder("utf-16be").decode(packet);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(packet);
  } catch {
    return new TextDecoder("windows-1252").decode(packet);
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
