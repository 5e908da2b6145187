import { hash } from "node:crypto";
import { z } from "zod";
import { fromCursor, invalidCursor, toCursor } from "#lib/cursor-text.ts";
import { type ImageQuery, toFingerprint } from "./image-query.ts";

/** A position in a list: the value that it is sorted by, and the id of the image there. */
export interface ListPosition {
  /** Milliseconds, or a position in an album. */
  value: number;
  id: string;
}

const MAX_CURSOR = 512;
const cursorSchema = z.tuple([z.number(), z.string().min(1).max(64), z.string()]);

/**
 * An opaque cursor for what comes after a position. It holds no row id, so that every copy of the index knows it; its
 * checksum is of the position and the query, so that it is of use in this list only, and as a whole.
 */
export function encodeListCursor(query: ImageQuery, { value, id }: ListPosition): string {
  const checksum = hash("sha256", JSON.stringify([value, id, toFingerprint(query)]), "base64url").slice(0, 12);
  return toCursor(JSON.stringify([value, id, checksum]));
}

/** @throws AppError `invalid_cursor` when the cursor is not the very one of a position in this list */
export function decodeListCursor(query: ImageQuery, cursor: string): ListPosition {
  try {
    if (cursor.length <= MAX_CURSOR) {
      const [value, id] = cursorSchema.parse(JSON.parse(fromCursor(cursor)));
      if (encodeListCursor(query, { value, id }) === cursor) return { value, id };
    }
  } catch (cause) {
    throw invalidCursor(cause);
  }
  throw invalidCursor();
}
