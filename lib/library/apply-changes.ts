import type { StatementSync } from "node:sqlite";
import { listedCollectionSchema, parseListedAttribute } from "#lib/images/listed-image.ts";
import type { Gazetteer } from "#lib/places/gazetteer.ts";
import type { Change } from "./change.ts";
import { addToDigest, type Digest } from "./digest.ts";
import { findGap } from "./find-gap.ts";
import { HAS_ID, toKey } from "./image-key.ts";
import { fromRow, type IndexedImage, imageColumns, selectedColumns, toRow, toWallClock } from "./image-row.ts";
import { toWords } from "./image-words.ts";
import type { IndexFile, IndexState } from "./index-file.ts";
import { rankBetween, spreadRanks, toPlace, toRank, windowsAround } from "./place-in-time.ts";
import { restack } from "./restack.ts";

/** A tombstone outlives the copies of older revisions that eventually consistent reads may still bring. */
const TOMBSTONE_LIFE_MS = 24 * 60 * 60 * 1000;

const INSERT_IMAGE = `INSERT INTO images (place, ${imageColumns.join(", ")}) VALUES (?${", ?".repeat(imageColumns.length)})`;

export interface Applied {
  /** Changes that were newer than what the index had. */
  applied: number;
  /** Ids of those that are not as this release expects them; they are left out of the index. */
  unreadable: string[];
}

/**
 * Brings items up to the revisions given, in one transaction together with `state`, what the index then says of
 * itself. Changes may come repeatedly and in any order: of each item the newest revision stays. `gazetteer` names the
 * places of images that have a position.
 */
export function applyChanges(
  file: IndexFile,
  changes: Change[],
  state: Partial<IndexState> = {},
  gazetteer?: Pick<Gazetteer, "name">,
): Applied {
  file.database.exec("BEGIN IMMEDIATE");
  try {
    const before = file.readState();
    const result: Applied = { applied: 0, unreadable: [] };
    let { digest } = before;
    for (const change of changes) {
      const outcome = applyChange(file, change, digest, gazetteer);
      if (!outcome) continue;
      digest = outcome.digest;
      result.applied += 1;
      if (outcome.isUnreadable) result.unreadable.push(change.id);
    }
    restack(file.sql);
    const newestMs = changes.reduce((newest, { changedAtMs }) => Math.max(newest, changedAtMs), before.newestMs);
    const after = { ...before, ...state, newestMs, digest };
    if (after.markMs !== before.markMs) {
      file.sql("DELETE FROM tombstones WHERE changed < ?").run(after.markMs - TOMBSTONE_LIFE_MS);
    }
    if (state.rebuildCursor === undefined && "rebuildCursor" in state) delete after.rebuildCursor;
    file.writeState(after);
    file.database.exec("COMMIT");
    return result;
  } catch (error) {
    if (file.database.isTransaction) file.database.exec("ROLLBACK");
    file.labels.forget();
    throw error;
  }
}

/** The revision that the index has of an item, that of its tombstone included; -1 when it knows nothing of it. */
export function readRevision(file: IndexFile, { kind, id }: Pick<Change, "kind" | "id">): number {
  const row =
    findLiving(file, { kind, id }) ??
    file.sql("SELECT revision FROM tombstones WHERE kind = ? AND id = ?").get(kind, id);
  return row ? Number(row.revision) : -1;
}

/** Whether the index has the item, and not just its tombstone. */
export function isLiving(file: IndexFile, item: Pick<Change, "kind" | "id">): boolean {
  return findLiving(file, item) !== undefined;
}

function findLiving({ sql }: IndexFile, { kind, id }: Pick<Change, "kind" | "id">) {
  return kind === "image"
    ? sql(`SELECT revision FROM images WHERE ${HAS_ID}`).get(toKey(id))
    : sql("SELECT revision FROM collections WHERE kind = ? AND id = ?").get(kind, id);
}

function applyChange(
  file: IndexFile,
  change: Change,
  digest: Digest,
  gazetteer: Pick<Gazetteer, "name"> | undefined,
): { digest: Digest; isUnreadable: boolean } | undefined {
  const known = readRevision(file, change);
  if (known >= change.revision) return undefined;
  const isNew = known < 0;
  const wasLiving = !isNew && (change.kind === "image" ? deleteImage(file, change.id) : removeCollection(file, change));
  const without = wasLiving ? addToDigest(digest, { ...change, revision: known }, -1) : digest;
  if (change.listed !== undefined) {
    const isReadable = change.kind === "image" ? insertImage(file, change, gazetteer) : insertCollection(file, change);
    if (isReadable) {
      if (!isNew && !wasLiving) {
        file.sql("DELETE FROM tombstones WHERE kind = ? AND id = ?").run(change.kind, change.id);
      }
      return { digest: addToDigest(without, change), isUnreadable: false };
    }
  }
  file
    .sql("INSERT OR REPLACE INTO tombstones VALUES (?, ?, ?, ?)")
    .run(change.kind, change.id, change.revision, change.changedAtMs);
  return { digest: without, isUnreadable: change.listed !== undefined };
}

function insertImage(file: IndexFile, change: Change, gazetteer: Pick<Gazetteer, "name"> | undefined): boolean {
  let image: IndexedImage;
  try {
    const { id, revision } = change;
    const listed = parseListedAttribute(change.listed);
    const place = listed.place ?? (listed.position && gazetteer?.name(listed.position));
    image = { id, revision, ...listed, place };
  } catch {
    return false;
  }
  const free = findPlace(file, toWallClock(image), image.id);
  if (free === undefined) return false;
  insertAt(file, free, image);
  return true;
}

function insertAt(file: IndexFile, place: bigint, image: IndexedImage): void {
  const { sql, labels } = file;
  sql(INSERT_IMAGE).run(place, ...toRow(image, labels));
  sql("INSERT INTO words (rowid, text) VALUES (?, ?)").run(place, toWords(image, labels));
  for (const { id, position } of image.albums) {
    sql("INSERT OR REPLACE INTO album_images VALUES (?, ?, ?)").run(labels.intern("album", id), place, position);
  }
}

/** Whether there was such an image. */
function deleteImage(file: IndexFile, id: string): boolean {
  const place = withBigInts(file.sql(`SELECT place FROM images WHERE ${HAS_ID}`)).get(toKey(id))?.place;
  if (typeof place !== "bigint") return false;
  removeAt(file, place);
  return true;
}

function removeAt({ sql, labels }: IndexFile, place: bigint): void {
  const row = sql(`SELECT ${selectedColumns}, i.place >> 20 AS wallClockMs FROM images i WHERE i.place = ?`).get(place);
  const image = row && fromRow(row, labels);
  // Inserting words at a row that has some leaves both sets, so the old ones always go first.
  sql("DELETE FROM words WHERE rowid = ?").run(place);
  sql("DELETE FROM images WHERE place = ?").run(place);
  for (const album of image?.albums ?? []) {
    sql("DELETE FROM album_images WHERE album = ? AND place = ?").run(labels.intern("album", album.id), place);
  }
}

/**
 * A free place at a millisecond, between those of the ids before and after; undefined when all of its places are taken.
 */
function findPlace(file: IndexFile, wallClockMs: number, id: string): bigint | undefined {
  const { below, above } = findGap(file.sql, wallClockMs, id);
  const rankOf = (place: bigint | undefined) => (place === undefined ? undefined : toRank(place));
  const rank = rankBetween(rankOf(below), rankOf(above));
  return rank === undefined ? makeRoom(file, wallClockMs, below, above) : toPlace(wallClockMs, rank);
}

/** Moves photos of a millisecond apart around a gap without room, and returns the place that is then free in it. */
function makeRoom(
  file: IndexFile,
  wallClockMs: number,
  below: bigint | undefined,
  above: bigint | undefined,
): bigint | undefined {
  const count = withBigInts(file.sql("SELECT count(*) AS taken FROM images WHERE place >= ? AND place < ?"));
  for (const window of windowsAround(toRank(below ?? above ?? 0n))) {
    const [from, to] = [toPlace(wallClockMs, window.first), toPlace(wallClockMs, window.first + window.size)];
    if (Number(count.get(from, to)?.taken) >= window.capacity) continue;
    const images = takeOut(file, from, to);
    const ranks = spreadRanks(images.length + 1, window);
    const index = images.filter(({ place }) => below !== undefined && place <= below).length;
    const [free] = ranks.splice(index, 1);
    for (const [at, { image }] of images.entries()) insertAt(file, toPlace(wallClockMs, ranks[at]), image);
    return toPlace(wallClockMs, free);
  }
  return undefined;
}

/** Removes the photos of some places, and returns them in their order. */
function takeOut(file: IndexFile, from: bigint, to: bigint): { place: bigint; image: IndexedImage }[] {
  const images = file
    .sql(
      `SELECT ${selectedColumns}, i.place >> 20 AS wallClockMs, CAST(i.place AS TEXT) AS placeText
       FROM images i WHERE i.place >= ? AND i.place < ? ORDER BY i.place`,
    )
    .all(from, to)
    .map((row) => ({ place: BigInt(String(row.placeText)), image: fromRow(row, file.labels) }));
  for (const { place } of images) removeAt(file, place);
  return images;
}

function insertCollection({ sql, labels }: IndexFile, change: Change): boolean {
  const parsed = listedCollectionSchema.safeParse(change.listed);
  if (!parsed.success || change.kind === "image") return false;
  sql("INSERT INTO collections VALUES (?, ?, ?, ?)").run(
    change.kind,
    change.id,
    change.revision,
    JSON.stringify(parsed.data),
  );
  labels.rename(change.kind, change.id, parsed.data.n.toWellFormed());
  return true;
}

/** Whether there was such an album or tag. */
function removeCollection({ sql, labels }: IndexFile, { kind, id }: Change): boolean {
  if (kind === "image") return false;
  const { changes } = sql("DELETE FROM collections WHERE kind = ? AND id = ?").run(kind, id);
  if (changes === 0) return false;
  labels.rename(kind, id, null);
  return true;
}

function withBigInts(statement: StatementSync): StatementSync {
  statement.setReadBigInts(true);
  return statement;
}
