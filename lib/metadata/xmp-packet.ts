import { DOMParser, type Element } from "@xmldom/xmldom";

/*
 * XMP (ISO 16684-1) brought to a plain map of text, for the worker, the importer and the browser. To be imported with
 * the first packet: most pictures carry none, and the start of the process is what everybody waits for.
 */

/** Larger packets are not read at all. */
const MAX_PACKET_BYTES = 2 * 1024 * 1024;
/** The parser's time grows faster than a hostile packet does. */
const MAX_XMP_LENGTH = 256 * 1024;
/** Elements and attributes of a packet. Real ones have hundreds. */
const MAX_XMP_NODES = 10_000;
const MAX_LIST_LENGTH = 500;
/**
 * Where a packet has more, these may be all of it: the ids of every file that went into one, and every step of editing.
 */
const BULK = ["photoshop:DocumentAncestors", "xmpMM:History"];

const RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
/** The namespaces that are read, by the prefix that the standard gives them; a packet may use any other. */
const PREFIXES: ReadonlyMap<string, string> = new Map([
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
]);

export type XmpValue = string | string[];

/**
 * The properties of an XMP packet by their name with the standard's prefix ("dc:title"); lists and alternatives as
 * arrays, of alternatives the default first. Structures are left out, and of a property that is said twice the second.
 * Undefined when it cannot be read or is too large.
 */
export function parseXmp(packet: Uint8Array): ReadonlyMap<string, XmpValue> | undefined {
  const text = toXmlSource(packet);
  const rdf = text && (parse(text) ?? parse(BULK.reduce(withoutElements, text)));
  if (!rdf) return undefined;
  const properties = new Map<string, XmpValue>();
  for (const resource of listChildren(rdf)) readProperties(resource, properties);
  return properties;
}

/** The RDF element of an XMP packet. Undefined when it cannot be read or is too large. */
export function openXmp(packet: Uint8Array): Element | undefined {
  const source = toXmlSource(packet);
  return source === undefined ? undefined : parse(source);
}

function parse(source: string): Element | undefined {
  const nodes = source.split(/[<=]/, MAX_XMP_NODES + 2).length - 1;
  if (source.length > MAX_XMP_LENGTH || nodes > MAX_XMP_NODES) return undefined;
  try {
    const whole = withAllNamespaces(source);
    const root = new DOMParser({ onError: passOver }).parseFromString(whole, "text/xml").documentElement;
    return (root && (isRdf(root, "RDF") ? root : listChildren(root).find((child) => isRdf(child, "RDF")))) || undefined;
  } catch {
    return undefined;
  }
}

/** An entity of HTML stays as it is written; what cannot be read at all makes the parser throw. */
function passOver(): void {}

/** The packet from its first element to the end of that, without what programs write around it. */
function toXmlSource(packet: Uint8Array): string | undefined {
  if (packet.length > MAX_PACKET_BYTES) return undefined;
  const text = decodeXml(packet);
  const start = /<((?:[\w.-]+:)?(?:xmpmeta|xapmeta|RDF))[\s>]/.exec(text);
  if (!start) return undefined;
  const end = text.lastIndexOf(`</${start[1]}`);
  return end < start.index ? undefined : `${text.slice(start.index, end)}</${start[1]}>`;
}

/** The source without the elements of a name and what is in them. */
function withoutElements(source: string, name: string): string {
  const [opening, closing] = [`<${name}>`, `</${name}>`];
  let kept = "";
  let from = 0;
  for (let at = source.indexOf(opening); at >= 0; at = source.indexOf(opening, from)) {
    const end = source.indexOf(closing, at);
    if (end < 0) break;
    kept += source.slice(from, at);
    from = end + closing.length;
  }
  return kept + source.slice(from);
}

/** Declares, at the first element, the prefixes that a program used without saying what they stand for. */
function withAllNamespaces(source: string): string {
  const [start = "<"] = /^<[\w.:-]+/.exec(source) ?? [];
  const used = new Set(
    Array.from(source.matchAll(/[<\s]([A-Za-z][\w.-]*):[A-Za-z][\w.-]*(?=[\s=/>])/g), ([, name]) => name),
  );
  const declared = new Set(Array.from(source.matchAll(/\sxmlns:([\w.-]+)\s*=/g), ([, name]) => name));
  const missing = [...used].filter((name) => name !== "xmlns" && name !== "xml" && !declared.has(name));
  const known = new Map([...PREFIXES].map(([uri, prefix]) => [prefix, uri]));
  const declarations = missing.map((name) => ` xmlns:${name}="${known.get(name ?? "") ?? `unknown:${name}`}"`);
  return `${start}${declarations.join("")}${source.slice(start.length)}`;
}

/** By the mark at its beginning, or by where the zeros of its first character are. */
function decodeXml(packet: Uint8Array): string {
  const [first, second] = packet;
  if (first === 0xff || (first !== 0 && second === 0)) return new TextDecoder("utf-16le").decode(packet);
  if (first === 0xfe || (first === 0 && second !== 0)) return new TextDecoder("utf-16be").decode(packet);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(packet);
  } catch {
    return new TextDecoder("windows-1252").decode(packet);
  }
}

/** Adds what a resource says, as attributes or elements. */
function readProperties(resource: Element, properties: Map<string, XmpValue>): void {
  const set = (name: string | undefined, value: XmpValue | undefined) => {
    if (name !== undefined && value !== undefined && !properties.has(name)) properties.set(name, value);
  };
  for (const attribute of resource.attributes) set(toName(attribute), attribute.value);
  for (const property of listChildren(resource)) {
    const name = toName(property);
    if (name !== undefined) set(name, readValue(property));
  }
}

function readValue(property: Element): XmpValue | undefined {
  const list = listChildren(property).find((child) => ["Bag", "Seq", "Alt"].some((kind) => isRdf(child, kind)));
  if (!list) return readText(property);
  const items = listChildren(list).slice(0, MAX_LIST_LENGTH);
  const isDefault = (item: Element) => item.getAttribute("xml:lang")?.toLowerCase() === "x-default";
  return [...items.filter(isDefault), ...items.filter((item) => !isDefault(item))].flatMap(
    (item) => readText(item) ?? [],
  );
}

/** The text of a property or item, also of one that has qualifiers; undefined for structures. */
function readText(element: Element): string | undefined {
  const children = listChildren(element);
  if (children.length === 0) return element.getAttributeNS(RDF, "resource") ?? element.textContent ?? "";
  const qualified = children.find((child) => isRdf(child, "Description"));
  const value = (qualified ? listChildren(qualified) : children).find((child) => isRdf(child, "value"));
  return value && listChildren(value).length === 0 ? (value.textContent ?? "") : undefined;
}

function listChildren(element: Element): Element[] {
  const children: Element[] = [];
  for (const node of element.childNodes) if (node.nodeType === node.ELEMENT_NODE) children.push(node as Element);
  return children;
}

function isRdf({ namespaceURI, localName }: Element, name: string): boolean {
  return namespaceURI === RDF && localName === name;
}

function toName({ namespaceURI, localName }: { namespaceURI: string | null; localName: string | null }) {
  const prefix = PREFIXES.get(namespaceURI ?? "");
  return prefix && localName ? `${prefix}:${localName}` : undefined;
}
