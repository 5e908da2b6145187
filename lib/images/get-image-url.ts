import type { User } from "#lib/accounts/user.ts";
import { AppError } from "#lib/errors.ts";
import type { Services } from "#lib/services.ts";
import { findObject } from "#lib/storage/objects.ts";
import { createRenditionSigner } from "#lib/storage/rendition-urls.ts";
import { signDownload } from "#lib/storage/signing.ts";
import { getRenditionVersion } from "./image.ts";
import { getImage } from "./image-repository.ts";
import { originalKey, renditionKey } from "./object-keys.ts";
import type { RenditionName } from "./recipe.ts";

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
