import { HAS_ID, toKey } from "./image-key.ts";
import { NEAR_DUPLICATE_BITS } from "./image-query.ts";
import type { IndexFile } from "./index-file.ts";

const HALF_BITS = 32;
/** Each half as its index holds it: the upper one with the sign of the whole, the lower one without. */
const halves = [
  { column: "phash >> 32", read: (hash: bigint) => BigInt.asIntN(HALF_BITS, hash >> BigInt(HALF_BITS)) },
  { column: "phash & 4294967295", read: (hash: bigint) => BigInt.asUintN(HALF_BITS, hash) },
] as const;

/** Places of the images whose perceptual hash differs from an image's in at most three bits, without its own. */
export function findNearDuplicates({ sql }: IndexFile, id: string): bigint[] {
  const statement = sql(`SELECT place, phash FROM images WHERE ${HAS_ID} AND phash IS NOT NULL`);
  statement.setReadBigInts(true);
  const own = statement.get(toKey(id)) as { place: bigint; phash: bigint } | undefined;
  if (!own) return [];
  const places = new Set<bigint>();
  for (const { column, read } of halves) {
    const search = sql(`SELECT place, phash FROM images WHERE phash IS NOT NULL AND ${column} = ?`);
    search.setReadBigInts(true);
    for (const variant of withOneBitFlipped(own.phash)) {
      for (const { place, phash } of search.all(read(variant))) {
        const difference = BigInt.asUintN(64, (phash as bigint) ^ own.phash);
        if (countBits(difference) <= NEAR_DUPLICATE_BITS) places.add(place as bigint);
      }
    }
  }
  places.delete(own.place);
  return [...places];
}

/** A hash, and it with each bit of both halves flipped in turn, so that each half is there in all its variants. */
function withOneBitFlipped(hash: bigint): bigint[] {
  const flipped = Array.from(
    { length: HALF_BITS },
    (_, bit) => hash ^ (1n << BigInt(bit)) ^ (1n << BigInt(bit + HALF_BITS)),
  );
  return [hash, ...flipped];
}

function countBits(value: bigint): number {
  let count = 0;
  for (let rest = value; rest > 0n; rest &= rest - 1n) count += 1;
  return count;
}
