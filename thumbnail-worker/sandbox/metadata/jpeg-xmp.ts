import type { ByteSource } from "./byte-source.ts";
import { jpegSegments } from "./jpeg-segments.ts";

/*
 * XMP in JPEG: a packet in one segment, which names another that goes on with it in as many segments as it takes (XMP
 * specification part 3, 1.1.3). Decoders hand out the first segment of either kind.
 */

const MAIN_MARK = "http://ns.adobe.com/xap/1.0/\0";
const EXTENDED_MARK = "http://ns.adobe.com/xmp/extension/\0";
const GUID_BYTES = 32;
/** Before the data of a part: the packet's name, its length and the part's place in it. */
const PART_HEAD_BYTES = GUID_BYTES + 8;
/** What the parser of packets takes; depth maps and further pictures are what makes others larger. */
const MAX_EXTENDED_BYTES = 256 * 1024;
const APP1 = 0xe1;

/** Packets of one picture that are read; a second one is what a program left that wrote its own. */
const MAX_MAIN = 2;

/** The main packets and what goes on with each, in this order; without what is incomplete. Never throws. */
export function readJpegXmp(source: ByteSource): Buffer[] {
  const mains: Buffer[] = [];
  const parts: Buffer[] = [];
  for (const { signature, data } of jpegSegments(source, APP1, MAIN_MARK, EXTENDED_MARK)) {
    if (signature === EXTENDED_MARK) parts.push(data);
    else if (mains.length < MAX_MAIN) mains.push(data);
  }
  return mains.flatMap((main) => {
    const guid = findGuid(main);
    const extended = guid && joinParts(parts, guid);
    return extended ? [main, extended] : [main];
  });
}

/** The name of the other packet, written as attribute or element. */
function findGuid(main: Buffer): string | undefined {
  return /HasExtendedXMP(?:\s*=\s*["']|>)\s*([\dA-F]{32})/i.exec(main.toString("latin1"))?.[1];
}

function joinParts(parts: Buffer[], guid: string): Buffer | undefined {
  const own = parts.filter((part) => part.length > PART_HEAD_BYTES && part.toString("latin1", 0, GUID_BYTES) === guid);
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
