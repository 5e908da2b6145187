/*
 * Times of photos. What counts is the clock on the wall where the photo was taken: it decides the day, the month and
 * the place in the gallery, and no time zone of a server or reader ever moves it.
 */

/**
 * "2024-05-01T10:00:00.311+02:00": local time to the second or millisecond, with the offset from UTC where the file
 * names one.
 */
export type CaptureTime = string;

/** Where the time of an image comes from, best source first; an image without any goes by its upload. */
export const captureTimeSources = [
  "owner",
  "exif_original",
  "exif_digitized",
  "xmp",
  "iptc",
  "gps",
  "exif_modified",
  "png",
  "file_name",
] as const;
export type CaptureTimeSource = (typeof captureTimeSources)[number];

const MINUTE_MS = 60_000;

/** "+05:30" of 330 minutes. */
export function formatOffset(minutes: number): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${twoDigits(Math.floor(size / 60))}:${twoDigits(size % 60)}`;
}

/** The local time and its offset, each as a group. */
export const COMPLETE_TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?)(Z|[+-]\d\d:\d\d)?$/;

/** "05" of 5, also of "5" and "05". */
export function twoDigits(value: string | number | undefined): string {
  return String(Number(value)).padStart(2, "0");
}

/**
 * The clock on the wall when the photo was taken, as milliseconds of a day count that knows no zones (the UTC fields of
 * `new Date(…)` are the local ones). `offset`, that of the place, moves only a time that the file gave in UTC, as GPS
 * receivers do. NaN when `time` is none.
 */
export function toWallClockMs(time: CaptureTime, offset?: string): number {
  const [, local = "", own] = COMPLETE_TIME.exec(time) ?? [];
  const clock = Date.parse(`${local}Z`);
  return own === "Z" && offset !== undefined && offset !== "Z" ? clock + offsetMs(offset) : clock;
}

/** The moment in UTC, ISO 8601, or undefined when neither the time nor the place tells an offset. */
export function toInstant(time: CaptureTime, offset?: string): string | undefined {
  const [, local = "", own = offset] = COMPLETE_TIME.exec(time) ?? [];
  if (own === undefined) return undefined;
  const moment = new Date(`${local}${own}`);
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString();
}

/** A time by what lists know of it: the inverse of toWallClockMs() and its offset. */
export interface TimeTaken {
  /** See toWallClockMs(). */
  wallClockMs: number;
  /**
   * The offset from UTC: the file's own or that of the place; absent when neither is known, or when the file is in UTC.
   */
  offsetMinutes?: number | undefined;
  /** How the file itself writes its time: with that offset, or in UTC; absent when it names no offset. */
  writtenWith?: "offset" | "utc" | undefined;
}

/** The time and its offset as toTimeTaken() found them. */
export function fromTimeTaken({ wallClockMs, offsetMinutes, writtenWith }: TimeTaken): {
  takenAt: CaptureTime;
  takenOffset: string | undefined;
} {
  const isUtc = writtenWith === "utc";
  const clock = new Date(isUtc ? wallClockMs - (offsetMinutes ?? 0) * MINUTE_MS : wallClockMs).toISOString();
  const offset = offsetMinutes === undefined ? undefined : formatOffset(offsetMinutes);
  return {
    takenAt: `${clock.replace(/(?:\.000)?Z$/, "")}${isUtc ? "Z" : writtenWith === "offset" ? offset : ""}`,
    takenOffset: isUtc ? (offset ?? "Z") : offset,
  };
}

/**
 * What lists know of a time and of its offset, that of the place where the file has none; undefined when it is none.
 */
export function toTimeTaken(takenAt: CaptureTime, takenOffset: string | undefined): TimeTaken | undefined {
  const wallClockMs = toWallClockMs(takenAt, takenOffset);
  if (Number.isNaN(wallClockMs)) return undefined;
  const own = ownOffset(takenAt);
  const offset = own === undefined || own === "Z" ? takenOffset : own;
  return {
    wallClockMs,
    offsetMinutes: offset === undefined || offset === "Z" ? undefined : offsetMs(offset) / MINUTE_MS,
    writtenWith: own === undefined ? undefined : own === "Z" ? "utc" : "offset",
  };
}

/** The offset that a time names itself: "+02:00", "Z", or undefined. */
export function ownOffset(time: CaptureTime): string | undefined {
  return COMPLETE_TIME.exec(time)?.[2];
}

function offsetMs(offset: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(offset) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
}

/**
 * Where an image stands in time order: its wall clock, written as ISO 8601 with "Z" so that it sorts as text beside
 * upload times. Undefined when `time` is none.
 */
export function toSortTime(time: CaptureTime | undefined, offset?: string): string | undefined {
  const wallClock = time === undefined ? Number.NaN : toWallClockMs(time, offset);
  return Number.isNaN(wallClock) ? undefined : new Date(wallClock).toISOString();
}
