import type { User } from "#lib/accounts/user.ts";
import { AppError } from "#lib/errors.ts";
import type { Services } from "#lib/services.ts";
import { findObject } from "#lib/storage/objects.ts";
import { createRenditionSigner } from "#lib/storage/rendition-urls.ts";
import { signDownload } from "#lib/storage/signing.ts";
import { getRenditionVersion } from "./image.ts";
import { findImages, getImage } from "./image-repository.ts";
import type { ImageView } from "./image-view.ts";
import { originalKey, renditionKey } from "./object-keys.ts";
import { type ProcessingEvent, withBeginning } from "./processing-event.ts";
import { listProcessingEvents } from "./processing-event-repository.ts";
import type { RenditionName } from "./recipe.ts";
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

/**
 * A signed link to an image's original or to its `full` rendition, which it saves under the image's file name, or to
 * another rendition, which a browser shows.
 * @throws AppError `not_found` also for a rendition that does not stand; `invalid_state` for an original that has
 * not arrived
 */
export async function getImageUrl(
  { config, database, storage }: Services,
  user: User,
  imageId: string,
  variant: "original" | RenditionName,
): Promise<{ url: string; expiresAt: string }> {
  const image = await getImage(database, { ownerId: user.id, imageId });
  if (variant === "original") {
    const key = originalKey(image.ownerId, image.id);
    if (image.status === "uploading" && !(await findObject(storage, key))) {
      throw new AppError("invalid_state", "The file has not arrived yet.");
    }
    return signDownload(storage, { key, fileName: image.fileName }, config.downloadUrlSeconds);
  }
  if (!image.renditions[variant]) throw new AppError("not_found", "The image has no such rendition.");
  const key = renditionKey(image.ownerId, image.id, variant, getRenditionVersion(image));
  if (variant === "full") {
    const fileName = `${image.fileName.replace(/\.[^.]*$/, "")}.jpg`;
    return signDownload(storage, { key, fileName }, config.downloadUrlSeconds);
  }
  const { sign, expiresAt } = await createRenditionSigner(storage);
  return { url: sign(key), expiresAt };
}

/** The processing record of an image of the user's, oldest first. @throws AppError `not_found` */
export async function listImageEvents(
  { database }: Pick<Services, "database">,
  user: User,
  imageId: string,
): Promise<ProcessingEvent[]> {
  const image = await getImage(database, { ownerId: user.id, imageId });
  return withBeginning(image, await listProcessingEvents(database, image.id));
}
