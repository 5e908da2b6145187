import { type ListedObject, listObjectsAfter } from "./objects.ts";
import type { Storage } from "./storage.ts";

/** Sorts behind every character of a key. */
export const BEHIND = "~";

/** Reads the objects whose keys come after `from`, up to and with `to`. */
export type ObjectWindow = (from: string, to: string) => Promise<ListedObject[]>;

/**
 * A view of the objects under a prefix that moves forward: what one listing brought and was not asked for yet is kept,
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
    while (end < to) {
      const page = await listObjectsAfter(storage, prefix, end);
      held.push(...page.objects);
      end = page.isLast ? `${prefix}${BEHIND}` : (page.objects.at(-1)?.key ?? to);
    }
    return held.filter(({ key }) => key <= to);
  };
}
