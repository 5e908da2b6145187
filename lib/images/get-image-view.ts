import type { User } from "#lib/accounts/user.ts";
import type { Services } from "#lib/services.ts";
import { createRenditionSigner } from "#lib/storage/rendition-urls.ts";
import { findImages, getImage } from "./image-repository.ts";
import type { ImageView } from "./image-view.ts";
import { findPlace, toImageView, toImageViewNow } from "./to-image-view.ts";

/** One image of the user, also from the trash. @throws AppError `not_found` */
export async function getImageView(services: Services, user: User, imageId: string): Promise<ImageView> {
  const image = await getImage(services.database, { ownerId: user.id, imageId });
  return toImageViewNow(services, image);
}

/** Those of the given images that are the user's, in the order asked for; the others are left out. */
export async function findImageViews(services: Services, user: User, imageIds: string[]): Promise<ImageView[]> {
  const found = await findImages(services.database, user.id, imageIds);
  const signer = await createRenditionSigner(services.storage);
  const named = await Promise.all(found.map(async (image) => ({ image, place: await findPlace(image) })));
  const views = new Map(named.map(({ image, place }) => [image.id, toImageView(image, signer, place)]));
  return imageIds.flatMap((imageId) => views.get(imageId) ?? []);
}
