import { z } from "zod";

/*
 * Fields that many operations have. Formats of answers are for the OpenAPI document: what is stored already is not
 * refused for them; the tests compare every answer with the document.
 */

/** A ULID in Crockford's base 32 (https://github.com/ulid/spec). */
const ULID = "^[0-9A-HJKMNP-TV-Z]{26}$";

/** An id that the server made, in a request. */
export const ulidField = z.string().regex(new RegExp(ULID), "Expected an id");

/** An id in an answer. */
export const idField = z.string().meta({ pattern: ULID });

/** A moment in an answer, ISO 8601 in UTC. */
export const timestampField = z.string().meta({ format: "date-time" });

/** An address in an answer. */
export const urlField = z.string().meta({ format: "uri" });

/** A number of things, or of bytes, in an answer. */
export const countField = z.int().meta({ minimum: 0 });

/** Pixels of one side of a picture. */
export const pixelsField = z.int().meta({ minimum: 1 });

/** Digits of a whole number in a URL: all of those with so many are exact. */
const MAX_DIGITS = 15;
/**
 * A whole number of 0 or more in a request: a number in JSON, digits in a URL. Nothing else is taken for one, as
 * JavaScript takes `null` and "" for 0: a filter that its sender failed to fill in would match everything.
 */
export const wholeField = z
  .union(
    [
      z.int().nonnegative(),
      z
        .string()
        .regex(new RegExp(`^\\d{1,${MAX_DIGITS}}$`))
        .transform(Number),
    ],
    "Expected a whole number of 0 or more",
  )
  // A parameter of a URL is a number in the document, too.
  .meta({ override: { type: "integer", minimum: 0, anyOf: undefined } });

const MAX_CURSOR_LENGTH = 2_048;
/** Where a page of a list begins. */
export const cursorField = z
  .string()
  .min(1)
  .max(MAX_CURSOR_LENGTH)
  .describe("`nextCursor` of the page before; the other parameters stay as they were");

/** In a list's answer. */
export const nextCursorField = z.string().min(1).optional().describe("Absent on the last page");

/** Characters of a date or time in a request: ISO 8601 allows any number of digits behind the second. */
export const MAX_TIME_LENGTH = 40;
/** Characters of a number of degrees are 24 at most, as JavaScript writes it. */
const MAX_BOX_LENGTH = 200;

/** Number of characters of the longest year that sorts as text: "9999-12-31T23:59:59.999Z". */
const SORTABLE_LENGTH = 24;

/**
 * A date or a time in a request, as a moment in ISO 8601 and UTC. Beyond the year 9999 moments no longer sort as text.
 */
export const momentField = z
  .union([z.iso.datetime({ offset: true }).max(MAX_TIME_LENGTH), z.iso.date()])
  .transform((value, context) => {
    const time = Date.parse(value);
    const moment = Number.isNaN(time) ? "" : new Date(time).toISOString();
    if (moment.length === SORTABLE_LENGTH) return moment;
    context.addIssue({ code: "custom", message: "Expected a date or time of the years 0000 to 9999" });
    return z.NEVER;
  });

/** West, south, east, north in degrees; west is greater than east where the box crosses the 180th meridian. */
export const boxField = z
  .union([
    z.tuple([z.number(), z.number(), z.number(), z.number()]),
    z
      .string()
      .max(MAX_BOX_LENGTH)
      .transform((text, context) => {
        const parts = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
        if (parts.length === 4 && parts.every(Number.isFinite)) return parts as [number, number, number, number];
        context.addIssue("Expected west, south, east and north in degrees, separated by commas");
        return z.NEVER;
      }),
  ])
  .refine(
    ([west, south, east, north]) =>
      [west, east].every((degrees) => Math.abs(degrees) <= 180) && south <= north && south >= -90 && north <= 90,
    "Expected longitudes from -180 to 180 and latitudes from -90 to 90, the southern one first",
  )
  // As it is written in a URL; JSON may have four numbers too.
  .meta({
    override: { type: "string", anyOf: undefined, maxLength: MAX_BOX_LENGTH, examples: ["11.3,48.0,11.8,48.3"] },
  });
