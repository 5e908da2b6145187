import type { SQLInputValue } from "node:sqlite";
import { type CaptureTimeSource, captureTimeSources } from "#lib/images/capture-time.ts";
import type { ListedImage } from "#lib/images/listed-image.ts";
import { rotations } from "#lib/images/rotation.ts";
import { fromKey, toKey } from "./image-key.ts";
import { fromGuestKey, fromRenditionsKey, toGuestKey, toPlaceName, toRenditionsKey } from "./label-keys.ts";
import type { Labels } from "./labels.ts";
import { clampWallClock, INVALID_TIME, readTime } from "./place-in-time.ts";

const MINUTE_MS = 60_000;
/** Offsets are written with two digits for the hours, whatever a camera says. */
const MAX_OFFSET_MINUTES = 100 * 60;
/** A ten-millionth of a degree is a centimetre, and fits 32 bits. */
export const UNITS_PER_DEGREE = 1e7;
/** By code; SQLite stores 0 and 1 without a byte, and nearly all images are ready. */
export const statuses = ["processing", "ready", "failed", "uploading"] as const;
/** By code: none is known; as the file writes one. SQLite stores 0 and 1 without a byte. */
const takenForms = [undefined, undefined, "offset", "utc"] as const;
const TRANSPARENT = 1;
const INCOMPLETE = 2;
/** Quarter turns. */
const TURN = 4;
/** An image of the index with its place in every order. */
export interface IndexedImage extends ListedImage {
  id: string;
  revision: number;
  /** Photos of the stack that it is shown for, itself included; absent for all others. */
  stackSize?: number | undefined;
}

type Row = Record<string, unknown>;

/** The columns of `images` but for `place`, in the order in which they are bound. */
export const imageColumns = [
  "id",
  "revision",
  "shown",
  "status",
  "failure",
  "favourite",
  "archived",
  "trashed",
  "added",
  "wall_clock",
  "taken",
  "zone",
  "source",
  "instant",
  "file_name",
  "type",
  "bytes",
  "width",
  "height",
  "frames",
  "traits",
  "thumbhash",
  "renditions",
  "city",
  "region",
  "country",
  "latitude",
  "longitude",
  "camera",
  "lens",
  "title",
  "caption",
  "phash",
  "clock_shift",
  "stack",
  "stack_top",
  "stack_size",
  "tags",
  "albums",
  "guest",
] as const;

/** What reads a row so that `fromRow` understands it; numbers of 64 bits come as text. */
export const selectedColumns = imageColumns
  .map((name) =>
    name === "phash" ? "CASE WHEN i.phash IS NOT NULL THEN printf('%016x', i.phash) END AS phash" : `i.${name}`,
  )
  .join(", ");

/** The wall clock that an image is sorted by. */
export function toWallClock(image: Pick<ListedImage, "taken" | "addedAtMs">): number {
  return clampWallClock(image.taken?.wallClockMs ?? image.addedAtMs);
}

/** Whether lists leave an image out unless they ask for it: it is in the trash, or its bytes have not arrived. */
export function isHidden(image: Pick<ListedImage, "trashedAtMs" | "status">): boolean {
  return image.trashedAtMs !== undefined || image.status === "uploading";
}

/** Whether an image is on the timeline, by itself or in a stack: what could not be read is no photo. */
function isOnTimeline(image: IndexedImage): boolean {
  return !isHidden(image) && image.status !== "failed" && !image.archived;
}

/** Values of `imageColumns`; `restack` then sees to what is under others. */
export function toRow(image: IndexedImage, labels: Labels): SQLInputValue[] {
  const intern = (kind: Parameters<Labels["intern"]>[0], key: string | undefined) =>
    key === undefined || key === "" ? null : labels.intern(kind, key);
  const wallClock = toWallClock(image);
  const exact = image.taken?.wallClockMs ?? image.addedAtMs;
  const zone = image.taken?.offsetMinutes;
  return [
    toKey(image.id),
    image.revision,
    isOnTimeline(image) ? 1 : 0,
    statuses.indexOf(image.status),
    intern("failure", image.failureCode),
    image.favourite ? 1 : 0,
    image.archived ? 1 : 0,
    image.trashedAtMs ?? null,
    image.addedAtMs,
    exact === wallClock ? null : exact,
    image.taken ? takenForms.indexOf(image.taken.writtenWith, 1) : 0,
    zone ?? null,
    intern("source", image.taken?.source),
    image.instantMs === exact - (zone ?? 0) * MINUTE_MS ? null : image.instantMs,
    image.fileName.toWellFormed(),
    labels.intern("type", image.contentType),
    image.bytes,
    image.width ?? null,
    image.height ?? null,
    image.frames ?? null,
    (image.transparent ? TRANSPARENT : 0) +
      (image.incomplete ? INCOMPLETE : 0) +
      TURN * rotations.indexOf(image.rotation ?? 0),
    image.thumbhash === undefined ? null : Buffer.from(image.thumbhash, "base64"),
    intern("renditions", toRenditionsKey(image)),
    intern("city", image.place?.city),
    intern("region", image.place?.region),
    intern("country", image.place?.country),
    image.position ? toUnits(image.position.latitude) : null,
    image.position ? toUnits(image.position.longitude) : null,
    intern("camera", image.camera),
    intern("lens", image.lens),
    image.title?.toWellFormed() ?? null,
    image.caption?.toWellFormed() ?? null,
    image.perceptualHash === undefined ? null : BigInt.asIntN(64, BigInt(`0x${image.perceptualHash}`)),
    image.cameraClockMs === undefined ? null : exact - image.cameraClockMs,
    image.stack === undefined ? null : toKey(image.stack),
    image.topOfStackMs ?? null,
    null,
    image.tags.length > 0 ? image.tags.map((id) => labels.intern("tag", id)).join(",") : null,
    image.albums.length > 0
      ? JSON.stringify(
          image.albums.map(({ id, position, addedAtMs }) => [labels.intern("album", id), position, addedAtMs]),
        )
      : null,
    intern("guest", image.addedBy && toGuestKey(image.addedBy)),
  ];
}

/**
 * An image from a row that was read with `selectedColumns` and `wallClockMs`, its place without the rank.
 * @throws SyntaxError, RangeError `INVALID_TIME` where bytes of the row were changed
 */
export function fromRow(row: Row, labels: Labels): IndexedImage {
  const numberOf = (name: string) => (row[name] === null ? undefined : Number(row[name]));
  const toKey = (name: string) => (row[name] === null ? undefined : labels.toKey(Number(row[name])));
  const textOf = (name: string) => (row[name] === null ? undefined : String(row[name]));
  const offsetMinutes = readOffset(numberOf("zone"));
  const timeOf = (name: string) => (row[name] === null ? undefined : readTime(row[name]));
  const exact = timeOf("wall_clock") ?? Number(row.wallClockMs);
  const { recipeVersion, renditions } = fromRenditionsKey(toKey("renditions"));
  return {
    id: fromKey(row.id),
    revision: Number(row.revision),
    fileName: String(row.file_name),
    contentType: labels.toKey(Number(row.type)),
    bytes: Number(row.bytes),
    status: statuses[Number(row.status)] ?? "ready",
    failureCode: toKey("failure"),
    favourite: row.favourite === 1,
    archived: row.archived === 1,
    tags:
      row.tags === null
        ? []
        : String(row.tags)
            .split(",")
            .map((number) => labels.toKey(Number(number))),
    albums: readAlbums(row.albums).map(([number, position, addedAtMs]) => ({
      id: labels.toKey(number),
      position,
      addedAtMs,
    })),
    width: numberOf("width"),
    height: numberOf("height"),
    frames: numberOf("frames"),
    rotation: toRotation(Number(row.traits)),
    transparent: isTransparent(Number(row.traits)) || undefined,
    incomplete: (Number(row.traits) & INCOMPLETE) > 0 || undefined,
    thumbhash: row.thumbhash instanceof Uint8Array ? Buffer.from(row.thumbhash).toString("base64") : undefined,
    recipeVersion,
    renditions,
    taken:
      row.taken === 0
        ? undefined
        : {
            wallClockMs: exact,
            offsetMinutes,
            writtenWith: takenForms[Number(row.taken)],
            source: readSource(toKey("source")),
          },
    instantMs: numberOf("instant") ?? exact - (offsetMinutes ?? 0) * MINUTE_MS,
    addedAtMs: readTime(row.added),
    trashedAtMs: timeOf("trashed"),
    place: toPlaceName(toKey("city"), toKey("region"), toKey("country")),
    position:
      row.latitude === null || row.longitude === null
        ? undefined
        : { latitude: Number(row.latitude) / UNITS_PER_DEGREE, longitude: Number(row.longitude) / UNITS_PER_DEGREE },
    camera: toKey("camera"),
    lens: toKey("lens"),
    title: textOf("title"),
    caption: textOf("caption"),
    perceptualHash: textOf("phash"),
    cameraClockMs: row.clock_shift === null ? undefined : exact - Number(row.clock_shift),
    stack: row.stack === null ? undefined : fromKey(row.stack),
    topOfStackMs: numberOf("stack_top"),
    stackSize: numberOf("stack_size"),
    addedBy: fromGuestKey(toKey("guest")),
  };
}

function readAlbums(text: unknown): [number, number, number][] {
  if (text === null) return [];
  const albums: unknown = JSON.parse(String(text));
  if (Array.isArray(albums) && albums.every(Array.isArray)) return albums as [number, number, number][];
  throw new SyntaxError("Expected the albums of an image");
}

function readSource(key: string | undefined): CaptureTimeSource | undefined {
  const source = captureTimeSources.find((one) => one === key);
  if (source === undefined && key !== undefined) throw new SyntaxError("Expected where a time comes from");
  return source;
}

function readOffset(minutes: number | undefined): number | undefined {
  if (minutes !== undefined && !(Math.abs(minutes) <= MAX_OFFSET_MINUTES)) throw new RangeError(INVALID_TIME);
  return minutes;
}

export function isTransparent(traits: number): boolean {
  return (traits & TRANSPARENT) > 0;
}

/** How the owner turned it; undefined for not at all. */
export function toRotation(traits: number): IndexedImage["rotation"] {
  return rotations[Math.floor(traits / TURN)] || undefined;
}

/** Degrees as the file holds them. */
export function toUnits(degrees: number): number {
  return Math.round(degrees * UNITS_PER_DEGREE);
}

/** What the column `status` says of a status. */
export function toStatusCode(status: ListedImage["status"]): number {
  return statuses.indexOf(status);
}
