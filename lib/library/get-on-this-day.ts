import type { User } from "#lib/accounts/user.ts";
import { createRenditionSigner } from "#lib/storage/rendition-urls.ts";
import type { OwnChange } from "./change.ts";
import { type ImageListItem, tileRenditions } from "./image-list-api.ts";
import type { LibraryServices } from "./library-services.ts";
import { toListItem } from "./to-list-item.ts";

/** A day of an earlier year, and one of its photos. */
export interface OnThisDay {
  /** "2024-05-01" */
  date: string;
  count: number;
  cover: ImageListItem;
}

/** What the user took on the day `today` ("2026-05-01") of earlier years, newest first. */
export async function getOnThisDay(
  { library, storage }: Pick<LibraryServices, "library" | "storage">,
  user: User,
  today: string,
  own?: OwnChange[],
): Promise<OnThisDay[]> {
  const { value } = await library.read(user.id, "onThisDay", today, own);
  if (value.length === 0) return [];
  const signer = await createRenditionSigner(storage);
  return value.flatMap(({ cover, ...day }) => {
    const item = toListItem(cover, user.id, signer, tileRenditions);
    return item ? [{ ...day, cover: item }] : [];
  });
}
