import { copyFile, open } from "node:fs/promises";
import { BLOCKS_AT, EXTENSION, IMAGE, skipParts, toTableBytes } from "./gif-end.ts";
import { type ByteSource, withFileSource } from "./metadata/byte-source.ts";

/* GIF89a: frames lie on a canvas, and what none of them covers is nothing, as browsers show it. */

const SCREEN_AT = 6;
/** Comments and settings before the first frame. */
const MAX_BLOCKS = 10_000;

/** One pixel of nothing, shown for no time: with it the decoder gives transparency, which no other frame may have. */
const TRANSPARENT_FRAME = Buffer.from(
  "21f904" + "0100000000" + "2c" + "00000000" + "01000100" + "80" + "000000000000" + "02" + "024401" + "00",
  "hex",
);

/**
 * The file that decoders are to open for a GIF that ends at `end`: itself, or beside it, where its first frame leaves
 * some of the canvas bare, a copy with one frame more, which goes with the folder of the original. Of files without
 * transparency the decoder makes what is bare black.
 */
export async function gifWithCanvas(path: string, end: number): Promise<string> {
  if (withFileSource(path, coversCanvas)) return path;
  const copy = `${path}.gif`;
  await copyFile(path, copy);
  const file = await open(copy, "r+");
  try {
    const rest = Buffer.alloc((await file.stat()).size - end);
    await file.read(rest, 0, rest.length, end);
    await file.write(Buffer.concat([TRANSPARENT_FRAME, rest]), 0, undefined, end);
  } finally {
    await file.close();
  }
  return copy;
}

/** Whether the first frame does; also where it cannot be found. */
function coversCanvas(source: ByteSource): boolean {
  const screen = source.read(SCREEN_AT, 5);
  if (!screen) return true;
  let at = BLOCKS_AT + toTableBytes(screen[4] ?? 0);
  for (let count = 0; count < MAX_BLOCKS; count++) {
    const kind = source.read(at, 1)?.[0];
    if (kind === IMAGE) {
      const frame = source.read(at + 1, 8);
      if (!frame) return true;
      const [left, top, width, height] = [0, 2, 4, 6].map((from) => frame.readUInt16LE(from)) as [0, 0, 0, 0];
      return left === 0 && top === 0 && width >= screen.readUInt16LE(0) && height >= screen.readUInt16LE(2);
    }
    if (kind !== EXTENSION) return true;
    at = skipParts(source, at + 2) ?? source.size;
  }
  return true;
}
