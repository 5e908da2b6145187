import { S3Error } from "./s3-error.ts";

const GIBIBYTE = 1024 ** 3;
/** So much more than is needed is not used up within a moment, so that the disk is not asked again for that long. */
const PLENTY_BYTES = 8 * GIBIBYTE;
const PLENTY_MS = 250;

/** Room on the disk of the storage, kept for what is being received. */
export interface DiskRoom {
  /**
   * What `receive` returns, which may store `bytes`, when the disk then has `left` free whatever else is being
   * received.
   * @throws S3Error `InsufficientStorage`
   */
  receive<T>(object: { bytes: number; left: number }, receive: () => Promise<T>): Promise<T>;
}

/** `freeBytes` says what is free on the disk now. */
export function createDiskRoom(freeBytes: () => Promise<number>): DiskRoom {
  /** Announced by requests that are being received, also what of them is on the disk already. */
  let receiving = 0;
  /** What was free, and until when nothing else needs to be asked, by a clock that nobody sets. */
  let plenty = { free: 0, until: Number.NEGATIVE_INFINITY };
  const readFree = async (needed: number) => {
    if (performance.now() < plenty.until && plenty.free - needed > PLENTY_BYTES) return plenty.free;
    const free = await freeBytes();
    plenty = { free, until: performance.now() + PLENTY_MS };
    return free;
  };
  return {
    receive: async ({ bytes, left }, receive) => {
      receiving += bytes;
      const withThis = receiving;
      try {
        if ((await readFree(withThis + left)) - withThis < left) {
          throw new S3Error("InsufficientStorage", "The disk of this storage is full. Nothing was stored.");
        }
        return await receive();
      } finally {
        receiving -= bytes;
      }
    },
  };
}
