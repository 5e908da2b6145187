import { z } from "zod";
import { AppError } from "#lib/errors.ts";

const startKeySchema = z.record(z.string(), z.string());

/** An opaque cursor for the page after `startKey`, or undefined at the end. */
export function encodeCursor(startKey: Record<string, unknown> | undefined): string | undefined {
  return startKey && Buffer.from(JSON.stringify(startKey)).toString("base64url");
}

/**
 * The start key that a cursor stands for. `partition` is the attribute and value that the query is bound to:
 * a cursor from another owner's or another filter's list is refused rather than read from.
 * @throws AppError `invalid_cursor`
 */
export function decodeCursor(
  cursor: string | undefined,
  partition: { attribute: string; value: string },
): Record<string, string> | undefined {
  if (cursor === undefined) return undefined;
  try {
    const startKey = startKeySchema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    if (startKey[partition.attribute] === partition.value) return startKey;
  } catch (cause) {
    throw invalidCursor(cause);
  }
  throw invalidCursor();
}

/** The start key that a cursor of a whole table stands for. @throws AppError `invalid_cursor` */
export function decodeStartKey(cursor: string | undefined): Record<string, string> | undefined {
  if (cursor === undefined) return undefined;
  try {
    return startKeySchema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch (cause) {
    throw invalidCursor(cause);
  }
}

function invalidCursor(cause?: unknown): AppError {
  return new AppError("invalid_cursor", "The cursor is not one that this list gave out. Start again without it.", {
    cause,
  });
}
