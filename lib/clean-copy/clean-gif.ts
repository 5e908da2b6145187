import { cutBlocks, findBlocksEnd, joinBlocks } from "./gif-blocks.ts";
import { refuseText } from "./refused-endings.ts";
import {
  concatBytes,
  createParts,
  measureParts,
  readLatin1,
  takeBytes,
  toLatin1Bytes,
  toView,
  UnknownStructureError,
} from "./structure.ts";

/* GIF89a (CompuServe, 1990) with Netscape's extension for loops. */

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;
const GRAPHIC_CONTROL = 0xf9;
const APPLICATION = 0xff;
const SCREEN_BYTES = 13;
const IMAGE_BYTES = 10;
const LOOP_APPLICATIONS = new Set(["NETSCAPE2.0", "ANIMEXTS1.0"]);

/**
 * A GIF file's frames with their pace and loops. One that was cut off, or goes on in something else, ends with
 * its last frame. @throws UnknownStructureError
 */
export function* cleanGif(bytes: Uint8Array): Generator<void, readonly Uint8Array[]> {
  if (!/^GIF8[79]a/.test(readLatin1(bytes, 0, 6))) throw new UnknownStructureError("Expected a GIF file");
  const parts = createParts(bytes);
  let at = SCREEN_BYTES + measureColours(bytes[SCREEN_BYTES - 3]);
  takeBytes(bytes, 0, at);
  parts.keep(0, at);
  let hasFrame = false;
  // Some programs leave out the end.
  while (at < bytes.length && bytes[at] !== TRAILER) {
    parts.count();
    const start = at;
    if (bytes[at] === IMAGE) {
      const head = bytes.subarray(at, at + IMAGE_BYTES);
      const MINIMUM_CODE_BYTES = 1;
      const blocksAt = at + IMAGE_BYTES + measureColours(head[IMAGE_BYTES - 1]) + MINIMUM_CODE_BYTES;
      // Nothing of its pixels is there.
      if (blocksAt >= bytes.length && hasFrame) break;
      if (blocksAt >= bytes.length) throw new UnknownStructureError("A frame ends beyond the file");
      const end = findBlocksEnd(bytes, blocksAt);
      const blocks = bytes.subarray(blocksAt, end);
      yield;
      const cut = cutBlocks(blocks, bytes[blocksAt - 1] ?? 0, measurePixels(head));
      hasFrame = true;
      at = end ?? bytes.length;
      if (cut && measureParts(cut) !== blocks.length) {
        parts.keep(start, blocksAt);
        for (const part of cut) parts.add(part);
        continue;
      }
      // A frame that was cut off may have taken what follows it for blocks of its own.
      if (!cut) for (const unsure of [joinBlocks(blocks), blocks]) refuseText(unsure);
      parts.keep(start, at);
      // An end would have decoders make up the pixels that are missing.
      if (end === undefined) return parts.all();
    } else if (bytes[at] === EXTENSION) {
      const label = bytes[at + 1];
      const end = findBlocksEnd(bytes, at + 2);
      if (end === undefined && hasFrame) break;
      if (end === undefined) throw new UnknownStructureError("A block ends beyond the file");
      at = end;
      if (label === GRAPHIC_CONTROL) parts.add(toGraphicControl(bytes.subarray(start, at)));
      else if (label === APPLICATION) parts.add(toLoops(bytes.subarray(start, at)));
    } else if (hasFrame) break;
    else throw new UnknownStructureError(`Expected a block at ${at}, received ${bytes[at]}`);
  }
  parts.add(Uint8Array.of(TRAILER));
  return parts.all();
}

/** Bytes of a colour table, by the byte of flags before it. */
function measureColours(flags = 0): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

function measurePixels(frame: Uint8Array): number {
  const view = toView(frame);
  return view.getUint16(5, true) * view.getUint16(7, true);
}

/** A frame's pace, transparency and disposal: the first block of their extension. */
function toGraphicControl(extension: Uint8Array): Uint8Array {
  const [BLOCK_AT, BLOCK_BYTES] = [3, 4];
  if (extension[BLOCK_AT - 1] !== BLOCK_BYTES) throw new UnknownStructureError("Settings of a frame of another length");
  return concatBytes([extension.subarray(0, BLOCK_AT + BLOCK_BYTES), Uint8Array.of(0)]);
}

/** How often to play, as Netscape's extension says it; no bytes for the extensions of others, XMP among them. */
function toLoops(extension: Uint8Array): Uint8Array {
  const NAME_AT = 3;
  const BLOCK_AT = 14;
  const name = readLatin1(extension, NAME_AT, BLOCK_AT - NAME_AT);
  const [length, kind, low = 0, high = 0] = extension.subarray(BLOCK_AT);
  if (extension[2] !== name.length || !LOOP_APPLICATIONS.has(name) || length !== 3 || kind !== 1)
    return new Uint8Array();
  return concatBytes([toLatin1Bytes(`!\xff\x0b${name}`), Uint8Array.of(3, 1, low, high, 0)]);
}
