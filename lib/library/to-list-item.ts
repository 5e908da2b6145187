import { fromTimeTaken } from "#lib/images/capture-time.ts";
import { failureCodes, failures } from "#lib/images/failure.ts";
import { acceptedContentTypes, getRenditionVersion } from "#lib/images/image.ts";
import { renditionKey } from "#lib/images/object-keys.ts";
import { type RenditionName, renditionNames } from "#lib/images/recipe.ts";
import { toPlaceView } from "#lib/images/to-image-view.ts";
import type { RenditionSigner } from "#lib/storage/rendition-urls.ts";
import type { ImageListItem } from "./image-list-api.ts";
import type { IndexedImage } from "./image-row.ts";

/**
 * What lists say of an image, with a signed URL for each rendition that it has of those named; members that say nothing
 * are left out. Undefined for one that this release does not know the type of.
 */
export function toListItem(
  image: IndexedImage,
  ownerId: string,
  { sign }: Pick<RenditionSigner, "sign">,
  renditions: readonly RenditionName[] = renditionNames,
): ImageListItem | undefined {
  const contentType = acceptedContentTypes.find((type) => type === image.contentType);
  if (!contentType) return undefined;
  const version = getRenditionVersion(image);
  const shown: ImageListItem["renditions"] = {};
  for (const name of renditions) {
    const stored = image.renditions[name];
    if (stored) shown[name] = { url: sign(renditionKey(ownerId, image.id, name, version)), ...stored };
  }
  const item: ImageListItem = {
    id: image.id,
    fileName: image.fileName,
    contentType,
    bytes: image.bytes,
    status: image.status,
    failure: image.status === "failed" ? toFailure(image.failureCode) : undefined,
    width: image.width,
    height: image.height,
    rotation: image.rotation,
    frames: image.frames,
    transparent: image.transparent,
    incomplete: image.incomplete,
    ...(image.taken ? fromTimeTaken(image.taken) : {}),
    takenAtSource: image.taken?.source,
    uploadedAt: new Date(image.addedAtMs).toISOString(),
    thumbhash: image.thumbhash,
    favourite: image.favourite,
    archived: image.archived,
    title: image.title,
    caption: image.caption,
    place: image.place && toPlaceView(image.place),
    tags: image.tags,
    albumIds: image.albums.map(({ id }) => id),
    addedBy: image.addedBy,
    stackSize: image.stackSize,
    trashedAt: image.trashedAtMs === undefined ? undefined : new Date(image.trashedAtMs).toISOString(),
    renditions: shown,
  };
  const said: Record<string, unknown> = {};
  for (const name in item) {
    const value = item[name as keyof ImageListItem];
    if (value !== undefined) said[name] = value;
  }
  return said as ImageListItem;
}

/** What a failure's code means for people; undefined for none and for one that this release does not know. */
export function toFailure(failureCode: string | null | undefined): ImageListItem["failure"] {
  const code = failureCodes.find((one) => one === failureCode);
  return code && { code, message: failures[code].sentence, retryable: failures[code].retryable };
}
