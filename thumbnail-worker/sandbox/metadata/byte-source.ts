import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** Bytes that are read piecewise, so that a file of 100 MB costs no more memory than the few tags in it. */
export interface ByteSource {
  readonly size: number;
  /** Exactly so many bytes from `offset`, or undefined where the source does not hold them all. */
  read(offset: number, length: number): Buffer | undefined;
}

export function bufferSource(buffer: Buffer): ByteSource {
  return {
    size: buffer.length,
    read: (offset, length) =>
      isInside(buffer.length, offset, length) ? buffer.subarray(offset, offset + length) : undefined,
  };
}

/** So much is read at a time for those who ask byte by byte, as of the parts of a GIF. */
const WINDOW_BYTES = 16 * 1024;

/** Hands a file to `use` as a source and closes it afterwards. @throws the file system's errors */
export function withFileSource<Result>(path: string, use: (source: ByteSource) => Result): Result {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    let window: Buffer = Buffer.alloc(0);
    let windowAt = 0;
    const readAt = (offset: number, length: number) => {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(file, bytes, 0, length, offset));
    };
    return use({
      size,
      read(offset, length) {
        if (!isInside(size, offset, length)) return undefined;
        if (length > WINDOW_BYTES) {
          const bytes = readAt(offset, length);
          return bytes.length === length ? bytes : undefined;
        }
        if (offset < windowAt || offset + length > windowAt + window.length) {
          window = readAt(offset, Math.min(WINDOW_BYTES, size - offset));
          windowAt = offset;
        }
        const start = offset - windowAt;
        return start + length <= window.length ? window.subarray(start, start + length) : undefined;
      },
    });
  } finally {
    closeSync(file);
  }
}

function isInside(size: number, offset: number, length: number): boolean {
  return (
    Number.isSafeInteger(offset) &&
    Number.isSafeInteger(length) &&
    offset >= 0 &&
    length >= 0 &&
    offset + length <= size
  );
}
