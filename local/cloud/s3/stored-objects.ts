import { readdirSync } from "node:fs";
import { join } from "node:path";
import { EARLIER_SUFFIX, ignoreMissing, OBJECT_SUFFIX } from "./object-file.ts";
import { canHoldKeys } from "./object-key.ts";

/** Which keys to list: those that begin with `prefix` and come after `startAfter`. */
interface KeyRange {
  prefix: string;
  startAfter: string;
}

/**
 * The keys of a bucket in a range, in their order, read from the files that hold the objects. A folder is read when its
 * first key is asked for, and folders without such keys are not read at all, nor are those above the one that the
 * prefix names, where each user has a folder for every image.
 */
export function* listStoredKeys(bucketDirectory: string, range: KeyRange): Generator<string> {
  const folder = range.prefix.slice(0, range.prefix.lastIndexOf("/") + 1);
  if (canHoldKeys(folder)) yield* listBelow(bucketDirectory, range, folder);
}

function* listBelow(bucketDirectory: string, range: KeyRange, folder: string): Generator<string> {
  const { prefix, startAfter } = range;
  for (const name of readNames(join(bucketDirectory, folder))) {
    const key = `${folder}${name}`;
    if (!name.endsWith("/")) {
      if (key > startAfter && key.startsWith(prefix)) yield key;
    } else if (key.startsWith(prefix) && (key > startAfter || startAfter.startsWith(key))) {
      yield* listBelow(bucketDirectory, range, key);
    }
  }
}

/** Names of objects, and of folders with a "/" behind them, as keys sort. */
function readNames(directory: string): string[] {
  const names = ignoreMissing(() => readdirSync(directory, { withFileTypes: true }), []).flatMap((entry) => {
    if (entry.isDirectory()) return [`${entry.name}/`];
    const suffix = [OBJECT_SUFFIX, EARLIER_SUFFIX].find((ending) => entry.name.endsWith(ending));
    return suffix === undefined ? [] : [entry.name.slice(0, -suffix.length)];
  });
  // An object whose earlier files are just being removed is there twice.
  return [...new Set(names)].sort();
}
