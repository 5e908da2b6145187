import type { User } from "#lib/accounts/user.ts";
import { findImages } from "#lib/images/image-repository.ts";
import { getPosition } from "#lib/images/own-position.ts";
import type { RenditionName } from "#lib/images/recipe.ts";
import { createRenditionSigner } from "#lib/storage/rendition-urls.ts";
import type { OwnChange } from "./change.ts";
import type { DetailName, ImageListItem } from "./image-list-api.ts";
import type { ImageQuery } from "./image-query.ts";
import type { LibraryServices } from "./library-services.ts";
import { toListItem } from "./to-list-item.ts";

export interface ImageListPage {
  images: ImageListItem[];
  /** Asks for the page after this one; absent on the last. */
  nextCursor?: string | undefined;
  /** False while the user's items are still being read. */
  isComplete: boolean;
  /** How many of them have been read until then. */
  itemsRead?: number | undefined;
}

export interface ImageListRequest {
  query: ImageQuery;
  limit: number;
  cursor?: string | undefined;
  /** Only these get URLs; all when absent. */
  renditions?: readonly RenditionName[] | undefined;
  /** What else to say of each image. */
  fields?: readonly DetailName[] | undefined;
  /** What the user changed a moment ago. */
  own?: OwnChange[];
}

/** A page of the user's images that match. @throws AppError `invalid_cursor` */
export async function listImages(
  { library, database, storage }: Pick<LibraryServices, "library" | "database" | "storage">,
  user: User,
  { query, limit, cursor, renditions, fields = [], own }: ImageListRequest,
): Promise<ImageListPage> {
  const [{ value, rebuild }, signer] = await Promise.all([
    library.read(user.id, "list", { query, page: { limit, cursor } }, own),
    createRenditionSigner(storage),
  ]);
  const images = value.images.flatMap((image) => toListItem(image, user.id, signer, renditions) ?? []);
  if (fields.length > 0) await addDetails(database, user.id, images, fields);
  return { images, nextCursor: value.nextCursor, isComplete: rebuild === undefined, itemsRead: rebuild?.items };
}

async function addDetails(
  database: LibraryServices["database"],
  ownerId: string,
  images: ImageListItem[],
  fields: readonly DetailName[],
): Promise<void> {
  const found = await findImages(
    database,
    ownerId,
    images.map(({ id }) => id),
  );
  const byId = new Map(found.map((image) => [image.id, image]));
  for (const image of images) {
    const whole = byId.get(image.id);
    if (!whole) continue;
    const details = { ...whole, position: getPosition(whole) };
    Object.assign(image, Object.fromEntries(fields.map((field) => [field, details[field]])));
  }
}
