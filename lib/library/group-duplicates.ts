import { NEAR_DUPLICATE_BITS } from "./image-query.ts";
import { type IndexedImage, toStatusCode } from "./image-row.ts";
import type { IndexFile } from "./index-file.ts";
import { findAt } from "./run-query.ts";

/** Photos that look alike, the one to keep first. */
export type DuplicateGroup = IndexedImage[];

export interface DuplicateGroups {
  /** Groups in all. */
  total: number;
  /** Photos that would go if of each group one was kept, and the bytes that they take. */
  superfluous: number;
  superfluousBytes: number;
  groups: DuplicateGroup[];
}

export interface GroupRequest {
  limit: number;
  /** Groups before the first one. */
  skip: number;
}

/** Bits of a hash that are compared at once: of two that differ in three, one of four parts is the same. */
const BAND_BITS = 16;
const BANDS = 64 / BAND_BITS;
/** More photos with the same part are of plain surfaces or the like; each is compared with so many after it. */
const MAX_COMPARED = 200;
const HALF = 0xffffffffn;

/** Groups of photos that look alike, the newest first: each is near to another one of its group. */
export function groupDuplicates(file: IndexFile, { limit, skip }: GroupRequest): DuplicateGroups {
  const { sql } = file;
  const statement = sql(
    `SELECT place, phash FROM images
     WHERE phash IS NOT NULL AND trashed IS NULL AND status <> ${toStatusCode("uploading")} ORDER BY place DESC`,
  );
  statement.setReadBigInts(true);
  const places: bigint[] = [];
  const halves: number[] = [];
  for (const { place, phash } of statement.iterate()) {
    places.push(place as bigint);
    halves.push(Number(((phash as bigint) >> 32n) & HALF), Number((phash as bigint) & HALF));
  }
  const groups = collectGroups(Uint32Array.from(halves)).map((group) => group.map((index) => places[index] ?? 0n));
  const described = groups.map((group) => sizeGroup(file, group));
  return {
    total: groups.length,
    superfluous: described.reduce((sum, { count }) => sum + count - 1, 0),
    superfluousBytes: described.reduce((sum, { superfluousBytes }) => sum + superfluousBytes, 0),
    groups: groups
      .slice(skip, skip + limit)
      .map((group) => group.flatMap((place) => findAt(file, place) ?? []).sort(compareWorth)),
  };
}

/** The one that there is most of: pixels, then bytes, then whether its owner did something with it, then the older. */
function compareWorth(one: IndexedImage, other: IndexedImage): number {
  return (
    pixelsOf(other) - pixelsOf(one) ||
    careOf(other) - careOf(one) ||
    other.bytes - one.bytes ||
    one.addedAtMs - other.addedAtMs ||
    (one.id < other.id ? -1 : 1)
  );
}

function pixelsOf({ width = 0, height = 0 }: IndexedImage): number {
  return width * height;
}

function careOf({ favourite, tags, albums }: IndexedImage): number {
  return (favourite ? 1 : 0) + tags.length + albums.length;
}

function sizeGroup(file: IndexFile, group: bigint[]): { count: number; superfluousBytes: number } {
  const images = group.flatMap((place) => findAt(file, place) ?? []).sort(compareWorth);
  const superfluousBytes = images.slice(1).reduce((sum, { bytes }) => sum + bytes, 0);
  return { count: images.length, superfluousBytes };
}

/** Numbers of the hashes that are near to each other, by groups of two and more, in their order. */
export function collectGroups(halves: Uint32Array): number[][] {
  const count = halves.length / 2;
  const parents = Uint32Array.from({ length: count }, (_, index) => index);
  const find = (index: number): number => {
    let root = index;
    while (parents[root] !== root) root = parents[root] ?? root;
    // What was passed on the way is shorter the next time.
    for (let at = index; at !== root; ) {
      const next = parents[at] ?? root;
      parents[at] = root;
      at = next;
    }
    return root;
  };
  for (let band = 0; band < BANDS; band++) {
    const partOf = (index: number) =>
      ((halves[2 * index + (band >> 1)] ?? 0) >>> (band % 2 === 0 ? BAND_BITS : 0)) & 0xffff;
    const order = Uint32Array.from({ length: count }, (_, index) => index);
    order.sort((one, other) => partOf(one) - partOf(other) || one - other);
    for (let at = 0; at < count; at++) {
      const one = order[at] ?? 0;
      for (let next = at + 1; next < Math.min(count, at + 1 + MAX_COMPARED); next++) {
        const other = order[next] ?? 0;
        if (partOf(other) !== partOf(one)) break;
        if (!isNear(halves, one, other)) continue;
        const [root, otherRoot] = [find(one), find(other)];
        // The first of a group leads it, so that groups are in the order of what is given.
        parents[Math.max(root, otherRoot)] = Math.min(root, otherRoot);
      }
    }
  }
  const groups = new Map<number, number[]>();
  for (let index = 0; index < count; index++) {
    const root = find(index);
    if (root === index) continue;
    const group = groups.get(root) ?? [root];
    group.push(index);
    groups.set(root, group);
  }
  return [...groups].sort(([one], [other]) => one - other).map(([, group]) => group);
}

function isNear(halves: Uint32Array, one: number, other: number): boolean {
  const high = (halves[2 * one] ?? 0) ^ (halves[2 * other] ?? 0);
  const low = (halves[2 * one + 1] ?? 0) ^ (halves[2 * other + 1] ?? 0);
  return countBits(high) + countBits(low) <= NEAR_DUPLICATE_BITS;
}

/** Set bits of 32, by adding neighbours up. */
function countBits(value: number): number {
  let bits = value - ((value >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
