import { AppError } from "./errors.ts";

/** The text of an opaque cursor. */
export function toCursor(text: string): string {
  return Buffer.from(text).toString("base64url");
}

/**
 * What a cursor was made of. It has to be the cursor to the letter: reading base64, Node passes over foreign characters
 * and left-over bits, and a cursor that was changed would go on as if it were whole. @throws AppError `invalid_cursor`
 */
export function fromCursor(cursor: string): string {
  const text = Buffer.from(cursor, "base64url").toString("utf8");
  if (toCursor(text) !== cursor) throw invalidCursor();
  return text;
}

export function invalidCursor(cause?: unknown): AppError {
  return new AppError("invalid_cursor", "The cursor is not one that this list gave out. Start again without it.", {
    cause,
  });
}
