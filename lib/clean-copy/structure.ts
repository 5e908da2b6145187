/** A file is not built as its format says, so what in it is metadata cannot be told from what is picture. */
export class UnknownStructureError extends Error {
  override readonly name = "UnknownStructureError";
}

export function toView(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Exactly these bytes. @throws UnknownStructureError where the file does not hold them all */
export function takeBytes(bytes: Uint8Array, at: number, length: number): Uint8Array {
  if (!(at >= 0 && length >= 0 && at + length <= bytes.length))
    throw new UnknownStructureError(`Expected ${length} bytes at ${at} of a file of ${bytes.length}`);
  return bytes.subarray(at, at + length);
}

/** One character per byte; what lies beyond the end is left out. */
export function readLatin1(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

export function toLatin1Bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** How many bytes parts are together. */
export function measureParts(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, { length }) => sum + length, 0);
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(measureParts(parts));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Real files have some thousands of blocks of metadata at most; each part costs memory of its own. */
const MAX_PARTS = 100_000;

/** Segments, chunks or blocks of a file; an animation of 100 MB has some ten thousand. */
const MAX_BLOCKS = 500_000;

/** Collects the parts of a file that go into its copy; neighbours become one part. */
export function createParts(bytes: Uint8Array) {
  const parts: Uint8Array[] = [];
  let [start, end, blocks] = [0, 0, 0];
  const flush = () => {
    if (end > start) parts.push(bytes.subarray(start, end));
    start = end;
    if (parts.length > MAX_PARTS) throw new UnknownStructureError(`More than ${MAX_PARTS} parts`);
  };
  return {
    /** To be called for each block that is looked at. */
    count(): void {
      blocks += 1;
      if (blocks > MAX_BLOCKS) throw new UnknownStructureError(`More than ${MAX_BLOCKS} blocks`);
    },
    /** Bytes of the file itself, from `from` up to `to`. */
    keep(from: number, to: number): void {
      if (from !== end) {
        flush();
        start = from;
      }
      end = to;
    },
    add(part: Uint8Array): void {
      flush();
      parts.push(part);
    },
    all(): readonly Uint8Array[] {
      flush();
      return parts;
    },
  };
}
