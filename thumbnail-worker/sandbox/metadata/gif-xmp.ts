import type { ByteSource } from "./byte-source.ts";

/*
 * XMP in GIF: an application extension whose packet is not cut into blocks; a trailer behind it makes readers of blocks
 * come out at its end wherever they read into it (XMP specification part 3, 1.1.2).
 */

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const APPLICATION = 0xff;
const XMP_MARK = "!\xff\x0bXMP DataXMP";
const TRAILER_BYTES = 258;
const SCREEN_BYTES = 13;
const IMAGE_BYTES = 10;
/** What the parser of packets takes. */
const MAX_PACKET_BYTES = 256 * 1024;
/** Of a file, so that one of many frames costs no more than others. Programs put the packet before the frames. */
const MAX_READ_BYTES = 32 * 1024 * 1024;
/** Images and extensions; each frame has two. */
const MAX_BLOCKS = 100_000;
const WINDOW_BYTES = 64 * 1024;

/** The XMP packet of a GIF, or undefined. Never throws. */
export function readGifXmp(source: ByteSource): Buffer | undefined {
  const byteAt = createWindow(source);
  const screen = source.read(0, SCREEN_BYTES);
  if (!screen?.toString("latin1").startsWith("GIF8")) return undefined;
  let at = SCREEN_BYTES + measureColours(screen[SCREEN_BYTES - 3]);
  for (let blocks = 0; blocks < MAX_BLOCKS; blocks++) {
    const start = at;
    const kind = byteAt(at);
    if (kind === EXTENSION) at = skipBlocks(byteAt, at + 2);
    else if (kind === IMAGE)
      at = skipBlocks(byteAt, at + IMAGE_BYTES + 1 + measureColours(byteAt(at + IMAGE_BYTES - 1)));
    else return undefined;
    if (kind !== EXTENSION || byteAt(start + 1) !== APPLICATION) continue;
    const packetAt = start + XMP_MARK.length;
    const packetBytes = at - TRAILER_BYTES - packetAt;
    const isXmp = source.read(start, XMP_MARK.length)?.toString("latin1") === XMP_MARK;
    if (isXmp && packetBytes > 0 && packetBytes <= MAX_PACKET_BYTES) return source.read(packetAt, packetBytes);
  }
  return undefined;
}

/** Bytes of a colour table, by the byte of flags before it. */
function measureColours(flags = 0): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

/** Where a row of blocks ends; infinity where the file does before. */
function skipBlocks(byteAt: (at: number) => number | undefined, from: number): number {
  for (let at = from; ; ) {
    const length = byteAt(at);
    if (length === undefined) return Number.POSITIVE_INFINITY;
    at += 1 + length;
    if (length === 0) return at;
  }
}

/** Single bytes of a source that is read a window at a time. */
function createWindow(source: ByteSource): (at: number) => number | undefined {
  let window: Buffer = Buffer.alloc(0);
  let windowAt = 0;
  return (at) => {
    if (at >= MAX_READ_BYTES || at >= source.size) return undefined;
    if (at < windowAt || at >= windowAt + window.length) {
      window = source.read(at, Math.min(WINDOW_BYTES, source.size - at)) ?? Buffer.alloc(0);
      windowAt = at;
    }
    return window[at - windowAt];
  };
}
