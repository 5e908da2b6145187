const MAX_LENGTH = 128;
const NUMBER = "(\\d+(?:\\.\\d+)?)(?:\\/(\\d+))?";
/** Between two numbers, and behind the last one: commas, blanks and the signs of degrees, minutes and seconds. */
const SIGN = "(?:[\\s,;:°º'′’\"″”]|deg)";
const DEGREES = new RegExp(
  `^\\s*([NSEW])?\\s*([+-])?${NUMBER}(?:${SIGN}+${NUMBER}(?:${SIGN}+${NUMBER})?)?${SIGN}*([NSEW])?\\s*$`,
  "i",
);

/**
 * Degrees as text: XMP's "48,6.5N" and "48,6,30N", or as some programs write, "48.1", "48/1,6/1,30/1", "48° 6' 30\" N".
 * `reference` is the direction where a property of its own has it. Undefined for what is neither.
 */
export function parseDegrees(
  text: string | undefined,
  reference: string | undefined,
  plus: string,
  minus: string,
): number | undefined {
  const match = DEGREES.exec(text?.slice(0, MAX_LENGTH) ?? "");
  if (!match) return undefined;
  const [, before, sign, ...rest] = match;
  const [degrees = 0, minutes = 0, seconds = 0] = [0, 2, 4].map(
    (at) => Number(rest[at] ?? 0) / Number(rest[at + 1] ?? 1),
  );
  const size = degrees + minutes / 60 + seconds / 3600;
  const side = (before ?? rest[6] ?? reference)?.trim().charAt(0).toUpperCase();
  if (side === minus) return -size;
  return side === plus || !side ? (sign === "-" ? -size : size) : undefined;
}
