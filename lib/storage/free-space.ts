import { statfs } from "node:fs/promises";
import type { DiskReserve } from "#lib/config.ts";
import { AppError } from "#lib/errors.ts";

const MEBIBYTE = 1024 ** 2;

/** Bytes that are free on the disk of `folder`, as far as this process may use them. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/**
 * Returns when storing `bytes` leaves the reserve alone, or when storage is no disk of this machine.
 * @throws AppError `storage_full`
 */
export async function requireFreeSpace(disk: DiskReserve | undefined, bytes: number): Promise<void> {
  if (!disk) return;
  const free = await freeBytes(disk.folder);
  if (free - bytes >= disk.minFreeBytes) return;
  throw new AppError(
    "storage_full",
    `The disk that holds the photos is full: ${Math.floor(free / MEBIBYTE)} MB are free, of which ${Math.ceil(disk.minFreeBytes / MEBIBYTE)} MB are kept in reserve. Nothing was stored; uploads work again as soon as there is room.`,
  );
}
