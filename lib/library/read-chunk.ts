import type { SQLInputValue } from "node:sqlite";
import {
  type AcceptedContentType,
  acceptedContentTypes,
  getRenditionVersion,
  type ImageStatus,
} from "#lib/images/image.ts";
import type { ImageView } from "#lib/images/image-view.ts";
import type { RenditionName } from "#lib/images/recipe.ts";
import type { Rotation } from "#lib/images/rotation.ts";
import { compileQuery } from "./compile-query.ts";
import { countBefore } from "./count-before.ts";
import { countMonths } from "./count-months.ts";
import { fromKey } from "./image-key.ts";
import type { ImageQuery } from "./image-query.ts";
import { isTransparent, statuses, toRotation } from "./image-row.ts";
import type { IndexFile } from "./index-file.ts";
import { fromRenditionsKey } from "./label-keys.ts";
import type { Labels } from "./labels.ts";
import { remember } from "./memoise.ts";
import { endOfMonth, readTime, toPlace } from "./place-in-time.ts";
import { fromClause, fromMonth, isByColumn, sorted } from "./query-statements.ts";

/** Columns in the order of `COLUMNS`: rows with names cost twice as much to make and to read. */
type Row = unknown[];

export interface ChunkRequest {
  /** How many images of the list come before the first of the chunk. */
  start: number;
  /** In place of `start`: the id of an image to have in the middle. */
  around?: string | undefined;
  limit: number;
}

/**
 * Column by column, since objects cost more to hand from thread to thread than to read; null stands for what is not
 * there.
 */
export interface Chunk {
  /** The month of the first image, if the list has months; absent when the list ends before `start`. */
  first?: { month: string /** How many images of that month come before it. */; offset: number } | undefined;
  ids: string[];
  fileNames: string[];
  contentTypes: AcceptedContentType[];
  statuses: ImageStatus[];
  failureCodes: (string | null)[];
  /** Pixels. */
  widths: (number | null)[];
  heights: (number | null)[];
  rotations: Rotation[];
  frames: (number | null)[];
  transparent: boolean[];
  favourites: boolean[];
  /** Photos of the stack that an image is shown for, in a list in which a stack counts once. */
  stackSizes: (number | null)[];
  /** Milliseconds. */
  wallClocks: number[];
  added: number[];
  trashed: (number | null)[];
  /** Base64. */
  thumbhashes: (string | null)[];
  /** The different renditions that tiles show, and the place in that list of each image's. */
  pictures: TilePicture[];
  pictureOf: (number | null)[];
  /** The different places where images were taken, and the place in that list of each image's. */
  places: NonNullable<ImageView["place"]>[];
  placeOf: (number | null)[];
}

export interface TilePicture {
  name: RenditionName;
  /** The version of the recipe that it was made by. */
  version: string;
}

const COLUMNS =
  "i.id, i.file_name, i.type, i.status, i.failure, i.width, i.height, i.frames, i.traits, i.favourite, i.thumbhash, " +
  "i.stack_size, coalesce(i.wall_clock, i.place >> 20), i.added, i.trashed, i.renditions, i.city, i.region, i.country";

/**
 * Images of a list by how many come before them, in its order; one of a type that this release does not know is left
 * out. Only the month that they begin in is stepped through, so that a place far down the list is as near as the first.
 */
export function readChunk(file: IndexFile, query: ImageQuery, { start, around, limit }: ChunkRequest): Chunk {
  const before = around === undefined ? start : countBefore(file, query, around);
  if (before === undefined) return toChunk([], file.labels);
  const begin = around === undefined ? before : Math.max(0, before - Math.floor(limit / 2));
  let offset = begin;
  const month = remember(file, "months", query, countMonths).find(({ count }) => {
    if (offset < count) return true;
    offset -= count;
    return false;
  })?.month;
  if (month === undefined) return toChunk([], file.labels);
  const compiled = compileQuery(file, query);
  if (isByColumn(query)) {
    const { text, parameters } = sorted(file, query, fromMonth(compiled, query, month), undefined, COLUMNS);
    const rows = readRows(file, `${text} LIMIT ? OFFSET ?`, [...parameters, limit, offset]);
    return { ...toChunk(rows, file.labels, compiled.isStacked), first: { month, offset } };
  }
  const end = toPlace(endOfMonth(month));
  const high = compiled.high === undefined || end < compiled.high ? end : compiled.high;
  const { text, parameters, place } = fromClause({ ...compiled, high }, true);
  const statement = `SELECT ${COLUMNS} FROM ${text} ORDER BY ${place} DESC LIMIT ? OFFSET ?`;
  const rows = readRows(file, statement, [...parameters, limit, offset]);
  return { ...toChunk(rows, file.labels, compiled.isStacked), first: { month, offset } };
}

function readRows({ sql }: IndexFile, text: string, parameters: SQLInputValue[]): Row[] {
  const statement = sql(text);
  statement.setReturnArrays(true);
  return statement.all(...parameters) as unknown as Row[];
}

function toChunk(rows: Row[], labels: Labels, isStacked = false): Chunk {
  const chunk = createChunk();
  const known = new Set<string>(acceptedContentTypes);
  const [findPicture, findPlace] = [
    createPictureFinder(labels, chunk.pictures),
    createPlaceFinder(labels, chunk.places),
  ];
  const orNull = (value: unknown) => (value === null ? null : Number(value));
  for (const row of rows) {
    const [id, fileName, type, status, failure, width, height, frames, traits, favourite, thumbhash, ...others] = row;
    const [stackSize, wallClockMs, added, trashed, renditions, city, region, country] = others;
    const contentType = labels.toKey(Number(type));
    if (!known.has(contentType)) continue;
    chunk.ids.push(fromKey(id));
    chunk.fileNames.push(String(fileName));
    chunk.contentTypes.push(contentType as AcceptedContentType);
    chunk.statuses.push(statuses[Number(status)] ?? "ready");
    chunk.failureCodes.push(failure === null ? null : labels.toKey(Number(failure)));
    chunk.widths.push(orNull(width));
    chunk.heights.push(orNull(height));
    chunk.rotations.push(toRotation(Number(traits)) ?? 0);
    chunk.frames.push(orNull(frames));
    chunk.transparent.push(isTransparent(Number(traits)));
    chunk.favourites.push(favourite === 1);
    chunk.stackSizes.push(isStacked ? orNull(stackSize) : null);
    chunk.wallClocks.push(readTime(wallClockMs));
    chunk.added.push(readTime(added));
    chunk.trashed.push(trashed === null ? null : readTime(trashed));
    chunk.thumbhashes.push(thumbhash instanceof Uint8Array ? Buffer.from(thumbhash).toString("base64") : null);
    chunk.pictureOf.push(findPicture(renditions));
    chunk.placeOf.push(findPlace(city, region, country));
  }
  return chunk;
}

function createChunk(): Chunk {
  return {
    ids: [],
    fileNames: [],
    contentTypes: [],
    statuses: [],
    failureCodes: [],
    widths: [],
    heights: [],
    rotations: [],
    frames: [],
    transparent: [],
    favourites: [],
    stackSizes: [],
    wallClocks: [],
    added: [],
    trashed: [],
    thumbhashes: [],
    pictures: [],
    pictureOf: [],
    places: [],
    placeOf: [],
  };
}

/** Finds the place in `places` of what labels name; what is new is added to them. */
function createPlaceFinder(labels: Labels, places: Chunk["places"]) {
  const known = new Map<string, number>();
  const toName = (label: unknown) => (label === null ? "" : labels.toKey(Number(label)));
  return (city: unknown, region: unknown, country: unknown): number | null => {
    if (city === null && region === null && country === null) return null;
    const key = `${city} ${region} ${country}`;
    const at =
      known.get(key) ?? places.push({ city: toName(city), region: toName(region), country: toName(country) }) - 1;
    known.set(key, at);
    return at;
  };
}

/**
 * Finds the place in `pictures` of what tiles show of a row: medium ones, thumbnails where there is nothing larger. What
 * is new is added to them.
 */
function createPictureFinder(labels: Labels, pictures: TilePicture[]) {
  const known = new Map<unknown, number | null>([[null, null]]);
  return (label: unknown): number | null => {
    const found = known.get(label);
    if (found !== undefined) return found;
    const { recipeVersion, renditions } = fromRenditionsKey(labels.toKey(Number(label)));
    const name = renditions.medium ? "medium" : renditions.thumbnail && "thumbnail";
    const version = getRenditionVersion({ recipeVersion });
    let place: number | null = null;
    if (name) {
      place = pictures.findIndex((one) => one.name === name && one.version === version);
      if (place < 0) place = pictures.push({ name, version }) - 1;
    }
    known.set(label, place);
    return place;
  };
}
