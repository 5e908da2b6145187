import { type ListedObject, listObjectsAfter } from "./objects.ts";
import type { Storage } from "./storage.ts";

/** Sorts after every character of a key. */
export const KEY_RANGE_END = "~";

/** No more listings are made for one range once so many objects of it are held. */
const MAX_OBJECTS = 1_000;

export interface ObjectRange {
  objects: ListedObject[];
  /** Whether the range holds more, which come after those. */
  isPartial: boolean;
}

/** Reads objects whose keys come after `from`, up to and including `to`, at most about 2,000. */
export type ObjectWindow = (from: string, to: string) => Promise<ObjectRange>;

/**
 * A view of the objects under a prefix that moves forward: what a listing returned and was not asked for yet is kept,
 * so that neighbouring ranges cost one listing together.
 */
export function createObjectWindow(storage: Storage, prefix: string): ObjectWindow {
  let held: ListedObject[] = [];
  // `held` has every key after `start` and up to `end`.
  let start = "";
  let end = "";
  return async (from, to) => {
    if (from < start || from > end) {
      held = [];
      end = from;
    }
    start = from;
    held = held.filter(({ key }) => key > from);
    while (end < to && held.length < MAX_OBJECTS) {
      const page = await listObjectsAfter(storage, prefix, end);
      held.push(...page.objects);
      end = page.isLast ? `${prefix}${KEY_RANGE_END}` : (page.objects.at(-1)?.key ?? to);
    }
    return { objects: held.filter(({ key }) => key <= to), isPartial: end < to };
  };
}
