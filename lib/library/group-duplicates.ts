import { fromKey } from "./image-key.ts";
import { NEAR_DUPLICATE_BITS } from "./image-query.ts";
import { type IndexedImage, toStatusCode } from "./image-row.ts";
import type { IndexFile } from "./index-file.ts";
import { findAt } from "./run-query.ts";

/** Photos that look alike, the one to keep first. */
export type DuplicateGroup = IndexedImage[];

export interface DuplicateGroups {
  /** Groups in all. */
  total: number;
  /** Photos that would go if of each group one was kept, and the bytes that they take at least. */
  superfluous: number;
  superfluousBytes: number;
  groups: DuplicateGroup[];
}

export interface GroupRequest {
  limit: number;
  /** Groups before the first one. */
  skip: number;
}

interface Photo {
  place: bigint;
  bytes: number;
  pixels: number;
  isGuests: boolean;
}

/** Bits of a hash that are compared at once: of two that differ in three, one of four parts is the same. */
const BAND_BITS = 16;
const BANDS = 64 / BAND_BITS;
/** More groups with the same part are of plain surfaces or the like; a photo is compared with so many before it. */
const MAX_COMPARED = 200;
/**
 * Photos of a group that are told, those of the owner's and with the most pixels; the others follow when these are
 * resolved.
 */
const MAX_SHOWN = 200;
/**
 * Photos of an answer, after which it has no further group: each has two links, which temporary credentials make long.
 */
const MAX_TOLD = 360;
const HALF = 0xffffffffn;

/** Groups of photos that look alike, the newest first: each is near to the newest of its group. */
export function groupDuplicates(
  file: IndexFile,
  { limit, skip }: GroupRequest,
  groups: readonly Photo[][] = readGroups(file),
): DuplicateGroups {
  const superfluous = groups.flatMap((group) => group.slice(1));
  const shown: DuplicateGroup[] = [];
  let told = 0;
  for (const group of groups.slice(skip, skip + limit)) {
    if (told >= MAX_TOLD) break;
    const photos = findShown(file, group);
    shown.push(photos);
    told += photos.length;
  }
  return {
    total: groups.length,
    superfluous: superfluous.length,
    superfluousBytes: superfluous.reduce((sum, { bytes }) => sum + bytes, 0),
    groups: shown,
  };
}

/** Ids of all photos that go when of each group the best one is kept, one a line. */
export function selectSuperfluous(file: IndexFile): string {
  const idAt = file.sql("SELECT id FROM images WHERE place = ?");
  const ids: string[] = [];
  for (const group of readGroups(file)) {
    const [best] = findShown(file, group);
    for (const { place } of group) {
      const id = fromKey(idAt.get(place)?.id);
      if (id !== best?.id) ids.push(id);
    }
  }
  return ids.join("\n");
}

/** The photos of a group that are told, the one to keep first. */
function findShown(file: IndexFile, group: Photo[]): DuplicateGroup {
  return group
    .slice(0, MAX_SHOWN)
    .flatMap(({ place }) => findAt(file, place) ?? [])
    .sort(compareWorth);
}

/** The groups, in each those that a guest added last, those with the most pixels and bytes first. */
export function readGroups({ sql }: IndexFile): Photo[][] {
  const statement = sql(
    `SELECT place, phash, bytes, guest, coalesce(width * height, 0) AS pixels FROM images
     WHERE phash IS NOT NULL AND trashed IS NULL AND status <> ${toStatusCode("uploading")} ORDER BY place DESC`,
  );
  statement.setReadBigInts(true);
  const photos: Photo[] = [];
  const halves: number[] = [];
  for (const { place, phash, bytes, guest, pixels } of statement.iterate()) {
    photos.push({
      place: place as bigint,
      bytes: Number(bytes),
      pixels: Number(pixels),
      isGuests: guest !== null,
    });
    halves.push(Number(((phash as bigint) >> 32n) & HALF), Number((phash as bigint) & HALF));
  }
  return collectGroups(Uint32Array.from(halves)).map((group) =>
    group
      .flatMap((index) => photos[index] ?? [])
      .sort((a, b) => Number(a.isGuests) - Number(b.isGuests) || b.pixels - a.pixels || b.bytes - a.bytes),
  );
}

/**
 * The owner's rather than a guest's, who may add what only looks alike; then the one that there is most of: pixels,
 * then bytes, then whether its owner did something with it, then the older.
 */
function compareWorth(one: IndexedImage, other: IndexedImage): number {
  return (
    Number(one.addedBy !== undefined) - Number(other.addedBy !== undefined) ||
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

/** Numbers of the hashes that are near to the first of their group, by groups of two and more, in their order. */
export function collectGroups(halves: Uint32Array): number[][] {
  const groups = new Map<number, number[]>();
  const firstsByPart = Array.from({ length: BANDS }, () => new Map<number, number[]>());
  for (let index = 0; index < halves.length / 2; index++) {
    const alike = firstsByPart.map((firsts, band) => {
      const part = ((halves[2 * index + (band >> 1)] ?? 0) >>> (band % 2 === 0 ? BAND_BITS : 0)) & 0xffff;
      const found = firsts.get(part) ?? [];
      if (found.length === 0) firsts.set(part, found);
      return found;
    });
    const first = Math.min(...alike.map((firsts) => firsts.find((one) => isNear(halves, one, index)) ?? index));
    if (first < index) {
      groups.get(first)?.push(index);
      continue;
    }
    groups.set(index, [index]);
    for (const firsts of alike) if (firsts.push(index) > MAX_COMPARED) firsts.shift();
  }
  return [...groups.values()].filter((group) => group.length > 1);
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
