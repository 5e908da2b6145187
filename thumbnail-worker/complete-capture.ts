import { z } from "zod";
import { captureTimeSources, formatOffset, ownOffset, toSortTime, toWallClockMs } from "#lib/images/capture-time.ts";
import { parseFileNameTime } from "#lib/images/file-name-time.ts";
import { type CaptureRecord, embeddedTextSchema, shotSchema } from "#lib/images/image.ts";
import { parseOffset } from "#lib/images/parse-capture-time.ts";
import type { Capture } from "./sandbox/capture.ts";

/** What the render process may answer. A decoder that was taken over can send anything, so it is checked here. */
const captureSchema = z.object({
  takenAt: z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?(?:Z|[+-]\d\d:\d\d)?$/)
    .optional(),
  takenAtSource: z.enum(captureTimeSources).optional(),
  shot: shotSchema.optional(),
  embedded: embeddedTextSchema.optional(),
});

/**
 * The part of an image's record that its file and its name tell: what was read from the file, a date in the name where
 * the file has none, and the offset of the place where only that is known. Without what fails the check.
 */
export async function completeCapture(read: Capture, fileName: string): Promise<CaptureRecord> {
  const { takenAt, takenAtSource, shot, embedded } = captureSchema.safeParse(read).data ?? {};
  const named = takenAt === undefined ? parseFileNameTime(fileName) : undefined;
  const time = takenAt ?? named;
  const offset = time === undefined ? undefined : await offsetOf(time, shot);
  return {
    takenAt: time,
    takenAtSource: named === undefined ? takenAtSource : "file_name",
    takenOffset: offset,
    sortAt: toSortTime(time, offset),
    shot,
    embedded,
  };
}

/** The offset from UTC that a time names, or that of its place. A time in UTC says nothing of where it was. */
async function offsetOf(
  time: string,
  { latitude, longitude }: { latitude?: number | undefined; longitude?: number | undefined } = {},
): Promise<string | undefined> {
  const own = ownOffset(time);
  if ((own !== undefined && own !== "Z") || latitude === undefined || longitude === undefined) return own;
  const { default: findZone } = await import("@photostructure/tz-lookup");
  try {
    const zone = findZone(latitude, longitude);
    const found = own === "Z" ? offsetAt(zone, Date.parse(time)) : offsetOfLocalTime(zone, toWallClockMs(time));
    // Of times before zones were agreed on there are offsets that nothing else takes for one.
    return parseOffset(found) ?? own;
  } catch {
    // A zone that this Node's data does not know.
    return own;
  }
}

/**
 * The hour that a change of clocks repeats is taken for its first run; one that it skips for that before the change.
 */
function offsetOfLocalTime(zone: string, wallClockMs: number): string {
  const DAY_MS = 24 * 60 * 60 * 1000;
  const before = offsetAt(zone, wallClockMs - DAY_MS);
  const after = offsetAt(zone, wallClockMs + DAY_MS);
  return [before, after].find((offset) => offsetAt(zone, wallClockMs - toMs(offset)) === offset) ?? before;
}

function toMs(offset: string): number {
  return toWallClockMs("2000-01-01T00:00:00") - Date.parse(`2000-01-01T00:00:00${offset}`);
}

/** Of a zone at a moment, "+02:00". */
function offsetAt(zone: string, moment: number): string {
  const parts = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(moment);
  const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
  // "GMT+05:30", "GMT" at Greenwich, with seconds before zones were agreed on.
  const [, sign, hours = "0", minutes = "0"] = /^GMT(?:([+-])(\d\d):(\d\d))?/.exec(name) ?? [];
  return formatOffset((sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)));
}
