import type { ImageQuery } from "./image-query.ts";
import type { IndexFile } from "./index-file.ts";
import { countImages, listImages } from "./run-query.ts";

/** What one of those who were let in by a share has added. */
export interface GuestSummary {
  guestId: string;
  /** Images, without those in the trash. */
  count: number;
  lastAddedAtMs: number;
  /** The image that was added last. */
  lastImageId: string;
}

/** So many guests of a share are told apart. */
const MAX_GUESTS = 200;
/** Sorts after every character of an id. */
const END = "~";

/** Who added images through a share that are not in the trash, the latest first. */
export function listGuests(file: IndexFile, shareId: string): GuestSummary[] {
  return file
    .sql("SELECT key FROM labels WHERE kind = 'guest' AND key > ? AND key < ? ORDER BY key DESC LIMIT ?")
    .all(`${shareId} `, `${shareId} ${END}`, MAX_GUESTS)
    .flatMap(({ key }) => {
      const guestId = String(key).slice(shareId.length + 1);
      const query: ImageQuery = { sort: "added", order: "desc", addedThrough: shareId, addedBy: guestId };
      const [last] = listImages(file, query, { limit: 1 }).images;
      if (!last) return [];
      return [{ guestId, count: countImages(file, query), lastAddedAtMs: last.addedAtMs, lastImageId: last.id }];
    })
    .sort((one, other) => other.lastAddedAtMs - one.lastAddedAtMs);
}
