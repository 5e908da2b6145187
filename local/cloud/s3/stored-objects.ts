import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/* The objects of a bucket in the order of their keys, read from the files that the engine keeps them in. */

const OBJECT_SUFFIX = "._S3rver_object";

export interface StoredObjectEntry {
  key: string;
  bytes: number;
  modifiedAt: Date;
  /** In quotes, as S3 shows it; empty for an object whose hash is not stored. */
  eTag: string;
}

/**
 * The keys below `prefix` that come after `startAfter`. A folder is read when its first key is asked for, and folders
 * without such keys are not read at all.
 */
export function* listStoredKeys(
  bucketDirectory: string,
  { prefix, startAfter }: { prefix: string; startAfter: string },
  parent = "",
): Generator<string> {
  for (const name of readNames(join(bucketDirectory, parent))) {
    const key = `${parent}${name}`;
    if (!name.endsWith("/")) {
      if (key > startAfter && key.startsWith(prefix)) yield key;
    } else if ((key.startsWith(prefix) || prefix.startsWith(key)) && (key > startAfter || startAfter.startsWith(key))) {
      yield* listStoredKeys(bucketDirectory, { prefix, startAfter }, key);
    }
  }
}

/** An object by its key, or undefined when it has just been deleted. */
export function findStoredObject(bucketDirectory: string, key: string): StoredObjectEntry | undefined {
  const path = join(bucketDirectory, `${key}${OBJECT_SUFFIX}`);
  const file = statSync(path, { throwIfNoEntry: false });
  if (!file) return undefined;
  return { key, bytes: file.size, modifiedAt: file.mtime, eTag: readETag(path) };
}

/** Names of objects, and of folders with a "/" behind them, as keys sort. */
function readNames(directory: string): string[] {
  return ignoreMissing(() => readdirSync(directory, { withFileTypes: true }), [])
    .flatMap((entry) => {
      if (entry.isDirectory()) return [`${entry.name}/`];
      return entry.name.endsWith(OBJECT_SUFFIX) ? [entry.name.slice(0, -OBJECT_SUFFIX.length)] : [];
    })
    .sort();
}

function readETag(path: string): string {
  return ignoreMissing(() => `"${readFileSync(`${path}.md5`, "latin1")}"`, "");
}

/** What is deleted while it is read is not there. */
function ignoreMissing<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return otherwise;
    throw error;
  }
}
