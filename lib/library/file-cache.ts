import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { IndexStorageError } from "./index-threads.ts";

export interface CacheLimits {
  maxFiles: number;
  maxBytes: number;
  /** Of the indexes that are held in memory, as the disk is full; without a bound when absent. */
  maxMemoryBytes?: number;
}

/** The index files of a folder that belongs to this process alone, and which of them were used last. */
export interface FileCache {
  pathOf(userId: string): string;
  /**
   * Makes the folder where something that cleans up has removed it.
   * @throws IndexStorageError when the disk has no room for it, or takes none
   */
  prepare(): void;
  /** The user's file is in use; it is the last to be evicted. */
  touch(userId: string, nowMs: number): void;
  forget(userId: string): void;
  /**
   * Users whose files have to go: those that no one looked at for a day, and the least recently used until the rest is
   * within the limits.
   */
  findSuperfluous(nowMs: number): string[];
  /** Of all other users who have files, a part of those who did not use them for longest: the disk is full. */
  findOthers(userId: string, part: number): string[];
}

const ENDING = ".sqlite";
/** Longer than that no file of a user who is gone, or has not come back, is kept. */
const UNUSED_MS = 24 * 60 * 60 * 1000;
const USER_ID = /^[0-9A-Za-z_-]{1,64}$/;

/**
 * Opens the folder, which is made when missing and where there is room. Files that an earlier process left are kept,
 * parts of some are not.
 */
export function createFileCache(folder: string, limits: CacheLimits): FileCache {
  const prepare = () => {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    } catch (cause) {
      throw new IndexStorageError("The folder of the indexes could not be made", { cause });
    }
  };
  /** When each was used last; a Map keeps the order of insertion, so the first is the least recently used. */
  const users = new Map<string, number>();
  const found = listNames(folder).map((name) => ({ name, usedMs: statSync(join(folder, name)).mtimeMs }));
  for (const { name, usedMs } of found.sort((one, other) => one.usedMs - other.usedMs)) {
    if (name.endsWith(ENDING)) users.set(name.slice(0, -ENDING.length), usedMs);
    else if (/\.(part|zst|copy)$/.test(name)) rmSync(join(folder, name), { force: true });
  }
  const pathOf = (userId: string) => join(folder, `${toFileName(userId)}${ENDING}`);
  const select = ({ maxFiles, maxBytes }: CacheLimits, usedSinceMs: number): string[] => {
    const sizes = [...users.keys()].map((userId) => ({ userId, bytes: readBytes(pathOf(userId)) }));
    let bytes = sizes.reduce((sum, file) => sum + file.bytes, 0);
    let files = sizes.length;
    const chosen: string[] = [];
    for (const file of sizes) {
      const isUnused = (users.get(file.userId) ?? 0) < usedSinceMs;
      const isWithin = files === 1 || (files <= maxFiles && bytes <= maxBytes);
      if (isWithin && !isUnused) break;
      chosen.push(file.userId);
      files -= 1;
      bytes -= file.bytes;
    }
    return chosen;
  };
  return {
    pathOf,
    prepare,
    touch(userId, nowMs) {
      users.delete(toFileName(userId));
      users.set(toFileName(userId), nowMs);
    },
    forget: (userId) => users.delete(toFileName(userId)),
    findSuperfluous: (nowMs) => select(limits, nowMs - UNUSED_MS),
    findOthers(userId, part) {
      const others = [...users.keys()].filter((other) => other !== userId && readBytes(pathOf(other)) > 0);
      return others.slice(0, Math.ceil(others.length * part));
    },
  };
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // It is made when there is something to be put into it.
    return [];
  }
}

/** Ids of users are ULIDs; nothing else may lead out of the folder. */
function toFileName(userId: string): string {
  if (!USER_ID.test(userId)) throw new RangeError(`Expected the id of a user but received "${userId}"`);
  return userId;
}

function readBytes(path: string): number {
  return ["", "-wal"].reduce((sum, suffix) => sum + (statSync(path + suffix, { throwIfNoEntry: false })?.size ?? 0), 0);
}
