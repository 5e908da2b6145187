import type { ImportEntry } from "./entry.ts";

/**
 * The same reading, but each entry that can be read is read once as long as it is kept: plans with other options are
 * made of what was read.
 */
export function readOnce<Result>(read: (entry: ImportEntry) => Promise<Result>): typeof read {
  const known = new WeakMap<ImportEntry, Promise<Result>>();
  return (entry) => {
    const before = known.get(entry);
    if (before) return before;
    const reading = read(entry);
    known.set(entry, reading);
    // A drive that did not answer may do so next time.
    reading.catch(() => known.delete(entry));
    return reading;
  };
}
