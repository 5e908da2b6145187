import "server-only";
import { redirect } from "next/navigation";
import type { User } from "#lib/accounts/user.ts";
import { isAppError } from "#lib/errors.ts";
import { type ImageListPage, listImages } from "#lib/library/list-images.ts";
import { readOwnChanges } from "./own-changes.ts";
import { webServices } from "./web-services.ts";

type ListOptions = Parameters<typeof listImages>[2];

/** The page of a list that a page at `path` shows. A cursor from long ago or changed by hand leads to the beginning. */
export async function readListPage(
  user: User,
  path: string,
  options: Pick<ListOptions, "query" | "limit" | "cursor" | "renditions">,
): Promise<ImageListPage> {
  try {
    return await listImages(webServices(), user, { ...options, own: await readOwnChanges() });
  } catch (error) {
    if (isAppError(error, "invalid_cursor")) redirect(path);
    throw error;
  }
}
