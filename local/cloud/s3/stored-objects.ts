import { readdirSync } from "node:fs";
import { join } from "node:path";
import { EARLIER_SUFFIX, ignoreMissing, OBJECT_SUFFIX } from "./object-file.ts";

/**
 * The keys of a bucket below `prefix` that come after `startAfter`, in their order, read from the files that hold the
 * objects. A folder is read when its first key is asked for, and folders without such keys are not read at all.
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
