import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

export interface CacheLimits {
  maxFiles: number;
  maxBytes: number;
}

/** The index files of a folder that belongs to this process alone, and which of them were used last. */
export interface FileCache {
  pathOf(userId: string): string;
  /** The user's file is in use; it is the last to be evicted. */
  touch(userId: string): void;
  forget(userId: string): void;
  /** Users whose files have to go so that the rest is within the limits, least recently used first. */
  findSuperfluous(): string[];
  /** The same, but for half of what there is: the disk is full. */
  findToHalve(): string[];
}

const ENDING = ".sqlite";
const USER_ID = /^[0-9A-Za-z_-]{1,64}$/;

/** Opens the folder, which is made when missing. Files that an earlier process left are kept, parts of some are not. */
export function createFileCache(folder: string, limits: CacheLimits): FileCache {
  mkdirSync(folder, { recursive: true });
  // A Map keeps the order of insertion, so the first is the least recently used.
  const users = new Map<string, true>();
  const found = readdirSync(folder).map((name) => ({ name, usedMs: statSync(join(folder, name)).mtimeMs }));
  for (const { name } of found.sort((one, other) => one.usedMs - other.usedMs)) {
    if (name.endsWith(ENDING)) users.set(name.slice(0, -ENDING.length), true);
    else if (/\.(part|zst|copy)$/.test(name)) rmSync(join(folder, name), { force: true });
  }
  const pathOf = (userId: string) => join(folder, `${toFileName(userId)}${ENDING}`);
  const select = ({ maxFiles, maxBytes }: CacheLimits): string[] => {
    const sizes = [...users.keys()].map((userId) => ({ userId, bytes: readBytes(pathOf(userId)) }));
    let bytes = sizes.reduce((sum, file) => sum + file.bytes, 0);
    let files = sizes.length;
    const chosen: string[] = [];
    for (const file of sizes.slice(0, -1)) {
      if (files <= maxFiles && bytes <= maxBytes) break;
      chosen.push(file.userId);
      files -= 1;
      bytes -= file.bytes;
    }
    return chosen;
  };
  return {
    pathOf,
    touch(userId) {
      users.delete(toFileName(userId));
      users.set(toFileName(userId), true);
    },
    forget: (userId) => users.delete(toFileName(userId)),
    findSuperfluous: () => select(limits),
    findToHalve: () => select({ maxFiles: Math.floor(users.size / 2), maxBytes: Number.POSITIVE_INFINITY }),
  };
}

/** Ids of users are ULIDs; nothing else may lead out of the folder. */
function toFileName(userId: string): string {
  if (!USER_ID.test(userId)) throw new RangeError(`Expected the id of a user but received "${userId}"`);
  return userId;
}

function readBytes(path: string): number {
  return ["", "-wal"].reduce((sum, suffix) => sum + (statSync(path + suffix, { throwIfNoEntry: false })?.size ?? 0), 0);
}
