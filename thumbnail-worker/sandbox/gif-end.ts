import { open } from "node:fs/promises";

/** Some programs add a few bytes behind the end. */
const TAIL_BYTES = 64;
/** The end of the last block, and the trailer (GIF89a, 27). */
const END = "\0;";

/** Where the trailer of a GIF is; undefined where it is missing: its decoder leaves frames blank rather than say so. */
export async function findGifEnd(path: string): Promise<number | undefined> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const tailAt = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(TAIL_BYTES), 0, TAIL_BYTES, tailAt);
    const end = buffer.toString("latin1", 0, bytesRead).lastIndexOf(END);
    return end < 0 ? undefined : tailAt + end + 1;
  } finally {
    await file.close();
  }
}
