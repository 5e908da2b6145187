import { isAppError } from "#lib/errors.ts";

/**
 * The page of a list that a cursor in the address begins; the first page for a cursor of another list, such as one that
 * was kept while the filter changed.
 */
export async function listFromCursor<T>(
  cursor: string | undefined,
  list: (cursor: string | undefined) => Promise<T>,
): Promise<T> {
  try {
    return await list(cursor);
  } catch (error) {
    if (cursor !== undefined && isAppError(error, "invalid_cursor")) return list(undefined);
    throw error;
  }
}
