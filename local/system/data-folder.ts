import { mkdir, open, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { freeBytes } from "#lib/storage/free-space.ts";
import type { LocalSettings } from "./settings.ts";

const MEBIBYTE = 1024 ** 2;
/** What opening the database may write before it answers: its log once more, twice its 4 MiB. */
const MIN_START_BYTES = 16 * MEBIBYTE;
/** Of what uploads leave free, what has to be there before the worker takes more; a batch may use half of that. */
const WORKER_RESERVE = 1 / 2;

/** The data folder cannot be used; the message says why and what to do. */
export class DataFolderError extends Error {
  override readonly name = "DataFolderError";
}

/** Whether the database, which cannot be written on a full disk, has the room that it needs to be opened. */
export async function hasRoomToOpen(folder: string): Promise<boolean> {
  return (await freeBytes(folder)) >= MIN_START_BYTES;
}

/** Whether the worker can take more, so that what waits for it never uses up what the database needs. */
export async function hasRoomToRender({
  dataDir,
  minFreeBytes,
}: Pick<LocalSettings, "dataDir" | "minFreeBytes">): Promise<boolean> {
  return (await freeBytes(dataDir)) >= Math.max(MIN_START_BYTES, WORKER_RESERVE * minFreeBytes);
}

/**
 * Makes the data folder unless it is there, and tries that it can be written. Returns a sentence to show when its disk
 * is so full that uploads will be refused.
 * @throws DataFolderError
 */
export async function prepareDataFolder(folder: string, minFreeBytes: number): Promise<string | undefined> {
  try {
    await makeFolder(folder);
    const probe = join(folder, "write-probe");
    await (await open(probe, "w")).close();
    await rm(probe);
  } catch (error) {
    throw new DataFolderError(await explain(folder, error));
  }
  const free = await freeBytes(folder);
  if (free >= minFreeBytes) return undefined;
  const state = `The disk ${await diskOf(folder)}, which holds DATA_DIR (${folder}), is full: ${toMb(free)} MB are free`;
  if (free < MIN_START_BYTES) {
    throw new DataFolderError(
      `${state}, ${toMb(MIN_START_BYTES)} MB are needed to start. Free some space, or choose a folder on another disk by DATA_DIR.`,
    );
  }
  return `${state}. Uploads are refused until ${toMb(minFreeBytes)} MB are (MIN_FREE_BYTES); all else works.`;
}

/** As mkdir's `recursive`, which never returns where a file system takes no folders, such as /proc (Node 24). */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EEXIST" && (await stat(folder)).isDirectory()) return;
    const parent = dirname(folder);
    if (code !== "ENOENT" || (await exists(parent))) throw error;
    await makeFolder(parent);
    await mkdir(folder, { mode: 0o700 });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function explain(folder: string, error: unknown): Promise<string> {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const user = process.getuid === undefined ? "" : ` (user ${process.getuid()})`;
  switch (code) {
    case "EEXIST":
    case "ENOTDIR":
      return `DATA_DIR (${folder}) has to be a folder, but there is a file of that name on the way. Choose another folder by DATA_DIR, or move the file away.`;
    case "EACCES":
    case "EPERM":
      return `DATA_DIR (${folder}) cannot be written by the user that runs Skylight${user}. Give the folder to that user, or choose another folder by DATA_DIR.`;
    case "EROFS":
      return `DATA_DIR (${folder}) is on a disk that is mounted read-only (${await diskOf(folder)}). Mount it writable, or choose another folder by DATA_DIR.`;
    case "ENOSPC":
    case "EDQUOT":
      return `The disk ${await diskOf(folder)}, which holds DATA_DIR (${folder}), is full. Free some space, or choose a folder on another disk by DATA_DIR.`;
    default:
      return `DATA_DIR (${folder}) cannot be used: ${error instanceof Error ? error.message : error}`;
  }
}

/** Where the disk of a folder, or of the nearest folder above it that is there, is mounted. */
async function diskOf(folder: string): Promise<string> {
  const deviceOf = (path: string) =>
    stat(path).then(
      ({ dev }) => dev,
      () => undefined,
    );
  let path = folder;
  while ((await deviceOf(path)) === undefined && dirname(path) !== path) path = dirname(path);
  const device = await deviceOf(path);
  while (dirname(path) !== path && (await deviceOf(dirname(path))) === device) path = dirname(path);
  return path;
}

function toMb(bytes: number): number {
  return Math.floor(bytes / MEBIBYTE);
}
