import { open } from "node:fs/promises";

/** Some programs add a few bytes behind the end. */
const TAIL_BYTES = 64;
/** The end of the last block, and the trailer (GIF89a, 27). */
const END = "\0;";

/** Whether a GIF has its end. Its decoder leaves frames blank rather than say that they are cut off. */
export async function hasGifEnd(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(TAIL_BYTES),
      0,
      TAIL_BYTES,
      Math.max(0, size - TAIL_BYTES),
    );
    return buffer.toString("latin1", 0, bytesRead).includes(END);
  } finally {
    await file.close();
  }
}
