import { S3Error } from "./s3-error.ts";

/** Room on the disk of the storage, kept for what is being received. */
export interface DiskRoom {
  /**
   * What `receive` returns, which may store `bytes`, when the disk then has `left` free whatever else is being received.
   * @throws S3Error `InsufficientStorage`
   */
  receive<T>(object: { bytes: number; left: number }, receive: () => Promise<T>): Promise<T>;
}

/** `freeBytes` says what is free on the disk now. */
export function createDiskRoom(freeBytes: () => Promise<number>): DiskRoom {
  /** Announced by requests that are being received, also what of them is on the disk already. */
  let receiving = 0;
  return {
    receive: async ({ bytes, left }, receive) => {
      receiving += bytes;
      const withThis = receiving;
      try {
        if ((await freeBytes()) - withThis < left) {
          throw new S3Error("InsufficientStorage", "The disk of this storage is full. Nothing was stored.");
        }
        return await receive();
      } finally {
        receiving -= bytes;
      }
    },
  };
}
