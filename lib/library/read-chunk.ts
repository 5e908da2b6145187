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
import { fromRenditionsKey, isTransparent, statuses, toRotation } from "./image-row.ts";
import type { IndexFile } from "./index-file.ts";
import type { Labels } from "./labels.ts";
import { endOfMonth, toPlace } from "./place-in-time.ts";
import { fromClause, fromMonth, isByColumn, sorted } from "./query-statements.ts";
import { remember } from "./remember.ts";

type Row = Record<string, unknown>;

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
  "i.renditions, i.stack_size, i.city, i.region, i.country, i.place >> 20 AS wallClockMs, i.wall_clock, i.added, i.trashed";

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
    const rows = file.sql(`${text} LIMIT ? OFFSET ?`).all(...parameters, limit, offset);
    return { ...toChunk(rows, file.labels, compiled.isStacked), first: { month, offset } };
  }
  const end = toPlace(endOfMonth(month));
  const high = compiled.high === undefined || end < compiled.high ? end : compiled.high;
  const { text, parameters, place } = fromClause({ ...compiled, high }, true);
  const rows = file
    .sql(`SELECT ${COLUMNS} FROM ${text} ORDER BY ${place} DESC LIMIT ? OFFSET ?`)
    .all(...parameters, limit, offset);
  return { ...toChunk(rows, file.labels, compiled.isStacked), first: { month, offset } };
}

function toChunk(all: Row[], labels: Labels, isStacked = false): Chunk {
  const types = new Set<string>(acceptedContentTypes);
  const rows = all.filter(({ type }) => types.has(labels.toKey(Number(type))));
  const column = <T>(read: (row: Row) => T) => rows.map(read);
  const number = (name: string) => column((row) => (row[name] === null ? null : Number(row[name])));
  return {
    ids: column(({ id }) => fromKey(id)),
    fileNames: column(({ file_name }) => String(file_name)),
    contentTypes: column(({ type }) => labels.toKey(Number(type)) as AcceptedContentType),
    statuses: column(({ status }) => statuses[Number(status)] ?? "ready"),
    failureCodes: column(({ failure }) => (failure === null ? null : labels.toKey(Number(failure)))),
    widths: number("width"),
    heights: number("height"),
    rotations: column(({ traits }) => toRotation(Number(traits)) ?? 0),
    frames: number("frames"),
    transparent: column(({ traits }) => isTransparent(Number(traits))),
    favourites: column(({ favourite }) => favourite === 1),
    stackSizes: isStacked ? number("stack_size") : column(() => null),
    wallClocks: column(({ wall_clock, wallClockMs }) => Number(wall_clock ?? wallClockMs)),
    added: column(({ added }) => Number(added)),
    trashed: number("trashed"),
    thumbhashes: column(({ thumbhash }) =>
      thumbhash instanceof Uint8Array ? Buffer.from(thumbhash).toString("base64") : null,
    ),
    ...findPictures(rows, labels),
    ...findPlaces(rows, labels),
  };
}

function findPlaces(rows: Row[], labels: Labels): Pick<Chunk, "places" | "placeOf"> {
  const places: Chunk["places"] = [];
  const known = new Map<string, number>();
  const toName = (label: unknown) => (label === null ? "" : labels.toKey(Number(label)));
  const placeOf = rows.map(({ city, region, country }) => {
    if (city === null && region === null && country === null) return null;
    const key = `${city} ${region} ${country}`;
    const at =
      known.get(key) ?? places.push({ city: toName(city), region: toName(region), country: toName(country) }) - 1;
    known.set(key, at);
    return at;
  });
  return { places, placeOf };
}

/** The pictures that tiles show of rows: medium ones, thumbnails where there is nothing larger. */
function findPictures(rows: Row[], labels: Labels): Pick<Chunk, "pictures" | "pictureOf"> {
  const pictures: TilePicture[] = [];
  const places = new Map<unknown, number | null>([[null, null]]);
  const pictureOf = rows.map(({ renditions: label }) => {
    const known = places.get(label);
    if (known !== undefined) return known;
    const { recipeVersion, renditions } = fromRenditionsKey(labels.toKey(Number(label)));
    const name = renditions.medium ? "medium" : renditions.thumbnail && "thumbnail";
    const version = getRenditionVersion({ recipeVersion });
    let place: number | null = null;
    if (name) {
      place = pictures.findIndex((one) => one.name === name && one.version === version);
      if (place < 0) place = pictures.push({ name, version }) - 1;
    }
    places.set(label, place);
    return place;
  });
  return { pictures, pictureOf };
}
