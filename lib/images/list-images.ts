import type { User } from "#lib/accounts/user.ts";
import type { Services } from "#lib/services.ts";
import { createRenditionSigner } from "#lib/storage/rendition-urls.ts";
import type { Image, ImageStatus } from "./image.ts";
import { listImages, listTrashedImages } from "./image-listing.ts";
import type { ImageView } from "./image-view.ts";
import { toImageView } from "./to-image-view.ts";

export interface ImageViewPage {
  images: ImageView[];
  /** Asks for the page after this one; undefined on the last. */
  nextCursor?: string | undefined;
}

interface PageQuery {
  limit: number;
  cursor?: string | undefined;
}

/** The user's gallery, newest first. @throws AppError `invalid_cursor` */
export async function listImageViews(
  services: Services,
  user: User,
  query: PageQuery & { status?: ImageStatus | undefined; from?: string | undefined; to?: string | undefined },
): Promise<ImageViewPage> {
  const { images, nextCursor } = await listImages(services.database, { ownerId: user.id, ...query });
  return { images: await toImageViews(services, images), nextCursor };
}

/** The user's trash, latest first. @throws AppError `invalid_cursor` */
export async function listTrash(services: Services, user: User, query: PageQuery): Promise<ImageViewPage> {
  const { images, nextCursor } = await listTrashedImages(services.database, { ownerId: user.id, ...query });
  return { images: await toImageViews(services, images), nextCursor };
}

export async function toImageViews({ storage }: Services, images: Image[]): Promise<ImageView[]> {
  const signer = await createRenditionSigner(storage);
  return images.map((image) => toImageView(image, signer));
}
