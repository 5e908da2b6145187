import type { ByteSource } from "./byte-source.ts";

/*
 * XMP in JPEG: a packet in one segment, which names another that goes on with it in as many segments as it takes (XMP
 * specification part 3, 1.1.3). Decoders hand out the first segment of either kind.
 */

const MAIN_MARK = "http://ns.adobe.com/xap/1.0/\0";
const EXTENDED_MARK = "http://ns.adobe.com/xmp/extension/\0";
const GUID_BYTES = 32;
/** Before the data of a part: the packet's name, its length and the part's place in it. */
const PART_HEAD_BYTES = EXTENDED_MARK.length + GUID_BYTES + 8;
/** What the parser of packets takes; depth maps and further pictures are what makes others larger. */
const MAX_EXTENDED_BYTES = 256 * 1024;
/** Segments looked at; a real file has dozens. */
const MAX_SEGMENTS = 1_000;

const APP1 = 0xe1;
const SOS = 0xda;

/** Whether a decoder's packet is not all that there is. */
export function isPartOfXmp(packet: Buffer): boolean {
  return findGuid(packet) !== undefined || /^[\dA-F]{32}/i.test(packet.toString("latin1", 0, GUID_BYTES));
}

/** The main packet and the one that goes on with it, in this order; without what is incomplete. Never throws. */
export function readJpegXmp(source: ByteSource): Buffer[] {
  let main: Buffer | undefined;
  const parts: Buffer[] = [];
  for (const segment of app1Segments(source)) {
    if (segment.toString("latin1", 0, MAIN_MARK.length) === MAIN_MARK) main ??= segment.subarray(MAIN_MARK.length);
    else if (segment.toString("latin1", 0, EXTENDED_MARK.length) === EXTENDED_MARK) parts.push(segment);
  }
  if (!main) return [];
  const guid = findGuid(main);
  const extended = guid && joinParts(parts, guid);
  return extended ? [main, extended] : [main];
}

/** The name of the other packet, written as attribute or element. */
function findGuid(main: Buffer): string | undefined {
  return /HasExtendedXMP(?:\s*=\s*["']|>)\s*([\dA-F]{32})/i.exec(main.toString("latin1"))?.[1];
}

function* app1Segments(source: ByteSource): Generator<Buffer> {
  let at = 2;
  for (let count = 0; count < MAX_SEGMENTS; count++) {
    const head = source.read(at, 4);
    const marker = head?.[1];
    if (head?.[0] !== 0xff || marker === undefined || marker < 0xc0 || marker === SOS) return;
    const length = head.readUInt16BE(2);
    const segment = marker === APP1 && length >= 2 ? source.read(at + 4, length - 2) : undefined;
    if (segment) yield segment;
    at += 2 + Math.max(2, length);
  }
}

function joinParts(parts: Buffer[], guid: string): Buffer | undefined {
  const own = parts.filter(
    (part) => part.length > PART_HEAD_BYTES && part.toString("latin1", EXTENDED_MARK.length).startsWith(guid),
  );
  const total = own[0]?.readUInt32BE(PART_HEAD_BYTES - 8) ?? 0;
  if (total === 0 || total > MAX_EXTENDED_BYTES) return undefined;
  const whole = Buffer.alloc(total);
  let received = 0;
  for (const part of own) {
    const place = part.readUInt32BE(PART_HEAD_BYTES - 4);
    if (place < total) received += part.copy(whole, place, PART_HEAD_BYTES);
  }
  return received === total ? whole : undefined;
}
