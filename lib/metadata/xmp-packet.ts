import { DOMParser, type Element } from "@xmldom/xmldom";
import { repairXmp } from "./repair-xmp.ts";
import { RDF, toNamespace, toPrefix } from "./xmp-namespaces.ts";

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
/** Programs that put a packet behind that of another leave one or two. */
const MAX_PACKETS = 4;
const OPENING = /<((?:[\w.-]+:)?(?:xmpmeta|xapmeta|RDF))[\s>]/g;

export type XmpValue = string | string[];

/**
 * The properties of an XMP packet by their name with the standard's prefix ("dc:title"); lists and alternatives as
 * arrays, of alternatives the default first. Structures are left out, and of a property that is said twice the second,
 * also where another packet follows. Of one that is not well formed or too large, what can be read of it. Undefined when
 * that is nothing.
 */
export function parseXmp(packet: Uint8Array): ReadonlyMap<string, XmpValue> | undefined {
  if (packet.length > MAX_PACKET_BYTES) return undefined;
  const properties = new Map<string, XmpValue>();
  let isRead = false;
  for (const source of splitPackets(decodeXml(packet))) {
    const rdf = parse(source) ?? parse(repairXmp(withAllNamespaces(source)));
    isRead ||= rdf !== undefined;
    for (const resource of rdf ? listChildren(rdf) : []) readProperties(resource, properties);
  }
  return isRead ? properties : undefined;
}

/** Each from its first element to the end of that or, where it has none, to the next one. */
function splitPackets(text: string): string[] {
  const starts = Array.from(text.matchAll(OPENING), ({ index, 1: name = "" }) => ({ index, name }));
  const sources: string[] = [];
  for (let at = 0; sources.length < MAX_PACKETS; ) {
    const start = starts.find(({ index }) => index >= at);
    if (!start) break;
    const closing = `</${start.name}`;
    const end = text.indexOf(closing, start.index);
    const next = starts.find(({ index, name }) => index > start.index && name === start.name)?.index ?? text.length;
    const isClosed = end >= 0 && end < next;
    at = isClosed ? end + closing.length : next;
    sources.push(isClosed ? `${text.slice(start.index, end)}${closing}>` : text.slice(start.index, at));
  }
  return sources;
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
  const [start] = text.matchAll(OPENING);
  if (!start) return undefined;
  const end = text.lastIndexOf(`</${start[1]}`);
  return end < start.index ? undefined : `${text.slice(start.index, end)}</${start[1]}>`;
}

/** Declares, at the first element, the prefixes that a program used without saying what they stand for. */
function withAllNamespaces(source: string): string {
  const [start = "<"] = /^<[\w.:-]+/.exec(source) ?? [];
  const used = new Set(
    Array.from(source.matchAll(/[<\s]([A-Za-z][\w.-]*):[A-Za-z][\w.-]*(?=[\s=/>])/g), ([, name]) => name),
  );
  const declared = new Set(Array.from(source.matchAll(/\sxmlns:([\w.-]+)\s*=/g), ([, name]) => name));
  const missing = [...used].filter((name) => name !== "xmlns" && name !== "xml" && !declared.has(name));
  const declarations = missing.map((name = "") => ` xmlns:${name}="${toNamespace(name) ?? `unknown:${name}`}"`);
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
    return decodeMixed(packet);
  }
}

const UTF8_CHARACTER = /[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}/g;

/** Text of a Western code page, with characters of UTF-8 in it where another program wrote a part of it. */
function decodeMixed(packet: Uint8Array): string {
  const [utf8, windows] = [new TextDecoder("utf-8"), new TextDecoder("windows-1252")];
  let text = "";
  let at = 0;
  for (const { index, 0: found } of toByteText(packet).matchAll(UTF8_CHARACTER)) {
    text += windows.decode(packet.subarray(at, index));
    at = index + found.length;
    text += utf8.decode(packet.subarray(index, at));
  }
  return text + windows.decode(packet.subarray(at));
}

/** One character per byte, which no decoder of the platform gives: its "latin1" is windows-1252. */
function toByteText(bytes: Uint8Array): string {
  const PIECE_BYTES = 8 * 1024;
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE_BYTES)
    text += String.fromCharCode(...bytes.subarray(at, at + PIECE_BYTES));
  return text;
}

/** Adds what a resource says, as attributes or elements. */
function readProperties(resource: Element, properties: Map<string, XmpValue>): void {
  const set = (name: string | undefined, value: XmpValue | undefined) => {
    const isSaid = [value ?? ""].flat().some((text) => text.trim() !== "");
    if (name !== undefined && value !== undefined && isSaid && !properties.has(name)) properties.set(name, value);
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
  const prefix = toPrefix(namespaceURI ?? "");
  return prefix && localName ? `${prefix}:${localName}` : undefined;
}
