import { z } from "zod";
import { MAX_TIME_LENGTH } from "#lib/field-schemas.ts";
import { type CaptureTime, fromTimeTaken, ownOffset, toTimeTaken } from "./capture-time.ts";
import type { Image } from "./image.ts";
import { parseCaptureTime, parseOffset } from "./parse-capture-time.ts";

/*
 * The time that its owner gives an image in place of what the file says, which stays known beside it.
 */

const MINUTE_MS = 60_000;
/** A century either way: clocks that were never set are off by decades. */
const MAX_SHIFT_MINUTES = 100 * 366 * 24 * 60;
const LOCAL_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?$/;
const OFFSET = /^[+-]\d\d:\d\d$/;

/** A time that can be believed, as parseCaptureTime() writes it. */
function isCaptureTime(text: string): boolean {
  return parseCaptureTime(text) === text;
}

/** An offset from UTC, "+02:00". */
const offsetField = z
  .string()
  .regex(OFFSET, { abort: true })
  .refine(
    (offset) => isCaptureTime(`2000-01-01T00:00:00${offset}`),
    "Expected an offset that is in use, such as +02:00",
  );

/** A time with or without an offset, in a request. */
export const captureTimeField = z
  .string()
  .max(MAX_TIME_LENGTH, { abort: true })
  .meta({ examples: ["2024-05-01T10:00:00+02:00"] })
  .refine(isCaptureTime, "Expected a local time, such as 2024-05-01T10:00:00, with or without an offset from UTC");

/** What many images are told: a time or how far theirs is off, and where their clock was. */
export const timeEditSchema = z
  .strictObject({
    takenAt: z
      .string()
      .regex(LOCAL_TIME, { error: "Expected a local time without an offset", abort: true })
      .refine(isCaptureTime, "Expected a time from 1826 until now")
      .optional()
      .describe("Local time for all of them"),
    shiftMinutes: z.int().min(-MAX_SHIFT_MINUTES).max(MAX_SHIFT_MINUTES).optional().describe("Moves the clock of each"),
    offset: offsetField.optional().describe("Offset from UTC where they were taken; absent: as it is"),
  })
  .refine(({ takenAt, shiftMinutes }) => takenAt === undefined || shiftMinutes === undefined, {
    path: ["shiftMinutes"],
    message: "Expected either a time or a shift",
  })
  .refine((edit) => Object.keys(edit).length > 0, "Expected something to change");
export type TimeEdit = z.output<typeof timeEditSchema>;

type Timed = Pick<Image, "takenAt" | "takenAtSource" | "takenOffset" | "ownTime">;

/** When an image was taken: as its owner says, else as its file does. */
export function getCaptureTime(image: Timed): Pick<Image, "takenAt" | "takenAtSource" | "takenOffset"> {
  if (image.ownTime === undefined) return image;
  return { takenAt: image.ownTime, takenAtSource: "owner", takenOffset: ownOffset(image.ownTime) };
}

/**
 * The time that an edit gives an image; undefined where it has none to begin with, or the edit leads out of all years.
 */
export function editTime(image: Timed, { takenAt, shiftMinutes = 0, offset }: TimeEdit): CaptureTime | undefined {
  const known = getCaptureTime(image);
  // Of places long ago there are offsets that no time is written with.
  const before = known.takenAt === undefined ? undefined : toTimeTaken(known.takenAt, parseOffset(known.takenOffset));
  const wallClockMs = takenAt === undefined ? before?.wallClockMs : Date.parse(`${takenAt}Z`);
  if (wallClockMs === undefined) return undefined;
  const shifted = wallClockMs + shiftMinutes * MINUTE_MS;
  // Beyond these a date has more digits than it can be read with.
  if (shifted < Date.UTC(1000, 0) || shifted > Date.UTC(9999, 0)) return undefined;
  const offsetMinutes =
    offset === undefined
      ? before?.offsetMinutes
      : toTimeTaken(`2000-01-01T00:00:00${offset}`, undefined)?.offsetMinutes;
  const writtenWith = offsetMinutes === undefined ? undefined : "offset";
  const time = fromTimeTaken({ wallClockMs: shifted, offsetMinutes, writtenWith }).takenAt;
  return isCaptureTime(time) ? time : undefined;
}
