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

/** Hands a file to `use` as a source and closes it afterwards. @throws the file system's errors */
export function withFileSource<Result>(path: string, use: (source: ByteSource) => Result): Result {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    return use({
      size,
      read(offset, length) {
        if (!isInside(size, offset, length)) return undefined;
        const bytes = Buffer.alloc(length);
        return readSync(file, bytes, 0, length, offset) === length ? bytes : undefined;
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
