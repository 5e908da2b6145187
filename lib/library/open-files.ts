import { createIndexFile, IN_MEMORY, type IndexFile, type IndexState, openIndexFile } from "./index-file.ts";

/** Which index: its file and the user that it must belong to. */
export interface IndexAddress {
  path: string;
  ownerId: string;
}

/** Files that one thread keeps open; the least recently used are closed. */
const MAX_OPEN_FILES = 32;
/**
 * Of these, those used last have room in memory for all that is asked of a large library; the others for a first page.
 */
const MAX_WARM_FILES = 4;
const WARM_KIBIBYTES = 16 * 1024;
const COOL_KIBIBYTES = 2 * 1024;

/** The open files of one thread. Their pages take some 120 MiB of memory at most, whatever was asked of how many. */
export interface OpenFiles {
  open(address: IndexAddress): IndexFile;
  create(address: IndexAddress, state: Pick<IndexState, "epoch" | "markMs">): IndexFile;
  close(path: string, ownerId: string): void;
}

export function createOpenFiles(): OpenFiles {
  /** By owner; the least recently used is first. */
  const files = new Map<string, { file: IndexFile; path: string }>();
  /** Owners of those that were used last, in the order in which they became so. */
  const warm = new Set<string>();
  const close = (ownerId: string) => {
    files.get(ownerId)?.file.close();
    files.delete(ownerId);
    warm.delete(ownerId);
  };
  const use = (ownerId: string, file: IndexFile): IndexFile => {
    if (!warm.has(ownerId)) file.limitCache(WARM_KIBIBYTES);
    warm.delete(ownerId);
    warm.add(ownerId);
    const [first] = warm;
    if (warm.size > MAX_WARM_FILES && first !== undefined) {
      warm.delete(first);
      files.get(first)?.file.limitCache(COOL_KIBIBYTES);
    }
    return file;
  };
  const keep = (address: IndexAddress, file: IndexFile) => {
    close(address.ownerId);
    files.set(address.ownerId, { file, path: address.path });
    const idle = [...files].filter(([ownerId, { path }]) => path !== IN_MEMORY && ownerId !== address.ownerId);
    for (const [ownerId] of idle.slice(0, Math.max(0, files.size - MAX_OPEN_FILES))) close(ownerId);
    return use(address.ownerId, file);
  };
  return {
    open(address) {
      const known = files.get(address.ownerId);
      if (known?.path !== address.path) return keep(address, openIndexFile(address.path, address.ownerId));
      files.delete(address.ownerId);
      files.set(address.ownerId, known);
      return use(address.ownerId, known.file);
    },
    create(address, state) {
      close(address.ownerId);
      return keep(address, createIndexFile(address.path, { ownerId: address.ownerId, ...state }));
    },
    close: (_path, ownerId) => close(ownerId),
  };
}
