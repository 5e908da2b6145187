import { z } from "zod";
import { AppError } from "#lib/errors.ts";
import { type ImageQuery, toFingerprint } from "./image-query.ts";

/** A position in a list: the value that it is sorted by, and the id of the image there. */
export interface ListPosition {
  /** Milliseconds, or a position in an album. */
  value: number;
  id: string;
}

const MAX_CURSOR = 512;
const cursorSchema = z.tuple([z.number(), z.string().min(1).max(64), z.string()]);

/** An opaque cursor for what comes after a position. It holds no row id, so that every copy of the index knows it. */
export function encodeListCursor(query: ImageQuery, { value, id }: ListPosition): string {
  return Buffer.from(JSON.stringify([value, id, toFingerprint(query)])).toString("base64url");
}

/** @throws AppError `invalid_cursor` when the cursor is none, or one of another query */
export function decodeListCursor(query: ImageQuery, cursor: string): ListPosition {
  try {
    if (cursor.length <= MAX_CURSOR) {
      const text = Buffer.from(cursor, "base64url").toString("utf8");
      const [value, id, fingerprint] = cursorSchema.parse(JSON.parse(text));
      if (fingerprint === toFingerprint(query)) return { value, id };
    }
  } catch (cause) {
    throw invalidCursor(cause);
  }
  throw invalidCursor();
}

function invalidCursor(cause?: unknown): AppError {
  return new AppError("invalid_cursor", "The cursor does not belong to this list. Start again without it.", { cause });
}
