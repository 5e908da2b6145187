import { addToParts } from "./digest.ts";
import { fromKey } from "./image-key.ts";
import type { IndexFile } from "./index-file.ts";

/** Items that are summed up before others have their turn; some ten milliseconds. */
const SLICE = 5_000;
const BEFORE_ALL = -(2n ** 63n);

/** The parts of a digest so far. */
export interface PartSums {
  parts: string;
  /** Where it goes on; absent when all of the index is in them. */
  after?: string | undefined;
}

/** Adds the next images of an index to the parts of its digest, and after the last of them its albums and tags. */
export function sumParts({ sql }: IndexFile, { parts, after }: PartSums): PartSums {
  const images = sql(
    `SELECT CAST(place AS TEXT) AS placeText, id, revision FROM images WHERE place > ? ORDER BY place LIMIT ${SLICE}`,
  ).all(after === undefined ? BEFORE_ALL : BigInt(after));
  const sums = addToParts(
    parts,
    images.map(({ id, revision }) => ({ kind: "image", id: fromKey(id), revision: Number(revision) })),
  );
  if (images.length === SLICE) return { parts: sums, after: String(images.at(-1)?.placeText) };
  const collections = sql("SELECT kind, id, revision FROM collections").all();
  return {
    parts: addToParts(
      sums,
      collections.map(({ kind, id, revision }) => ({
        kind: kind as "album" | "tag",
        id: String(id),
        revision: Number(revision),
      })),
    ),
  };
}
