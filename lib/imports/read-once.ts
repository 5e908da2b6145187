import type { ImportEntry } from "./entry.ts";

/** The same reading, but each entry is read once as long as it is kept: plans with other options are made of what was read. */
export function readOnce<Result>(read: (entry: ImportEntry) => Promise<Result>): typeof read {
  const known = new WeakMap<ImportEntry, Promise<Result>>();
  return (entry) => {
    const reading = known.get(entry) ?? read(entry);
    known.set(entry, reading);
    return reading;
  };
}
