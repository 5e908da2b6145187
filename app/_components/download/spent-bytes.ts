/*
 * Bytes of photos on their way into a file. What has been written is given back at once: left to the browser, hundreds
 * of megabytes lie about before it collects them.
 */

const photoBytes = new WeakSet<ArrayBufferLike>();

/** Marks a chunk as not needed once it has been written, and returns it. A view of a larger buffer is not marked. */
export function markSpendable(chunk: Uint8Array): Uint8Array {
  if (chunk.byteLength === chunk.buffer.byteLength) photoBytes.add(chunk.buffer);
  return chunk;
}

/** Empties a marked chunk and gives its memory back, where the browser can; leaves all others as they are. */
export function freeSpent({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && photoBytes.has(buffer)) buffer.transfer?.(0);
}
