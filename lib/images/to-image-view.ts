import { loadGazetteer, type Place } from "#lib/places/gazetteer.ts";
import { createRenditionSigner, type RenditionSigner } from "#lib/storage/rendition-urls.ts";
import type { Storage } from "#lib/storage/storage.ts";
import { failures } from "./failure.ts";
import { getRenditionVersion, type Image } from "./image.ts";
import type { ImageView } from "./image-view.ts";
import { renditionKey } from "./object-keys.ts";
import { getPosition } from "./own-position.ts";
import { getCaptureTime } from "./own-time.ts";
import { type RenditionName, renditionNames } from "./recipe.ts";
import { turnSides } from "./rotation.ts";

/** What the owner sees of an image, with a signed URL for every rendition that stands. */
export function toImageView(image: Image, { sign }: Pick<RenditionSigner, "sign">, place?: Place): ImageView {
  const failure = image.status === "failed" && image.failureCode ? failures[image.failureCode] : undefined;
  const time = getCaptureTime(image);
  return {
    id: image.id,
    fileName: image.fileName,
    contentType: image.contentType,
    bytes: image.bytes,
    sha256: image.sha256,
    status: image.status,
    ...(failure && image.failureCode
      ? { failure: { code: image.failureCode, message: failure.sentence, retryable: failure.retryable } }
      : {}),
    ...turnSides(image, image.rotation),
    rotation: image.rotation,
    frames: image.frames,
    transparent: image.transparent,
    incomplete: image.incomplete,
    takenAt: time.takenAt,
    takenAtSource: time.takenAtSource,
    takenOffset: time.takenOffset,
    uploadedAt: image.uploadedAt,
    thumbhash: image.thumbhash,
    dominantColor: image.dominantColor,
    shot: image.shot,
    position: getPosition(image),
    place: place && toPlaceView(place),
    embedded: image.embedded,
    favourite: image.favourite,
    archived: image.archived === true,
    title: image.title ?? image.embedded?.title,
    caption: image.caption ?? image.embedded?.caption,
    tags: image.tags,
    albumIds: image.albums.map(({ id }) => id),
    addedBy: image.addedBy,
    stack: image.stack,
    topOfStackAt: image.topOfStackAt,
    trashedAt: image.trashedAt,
    renditions: Object.fromEntries(
      renditionNames.flatMap((name: RenditionName) => {
        const stored = image.renditions[name];
        if (!stored) return [];
        const key = renditionKey(image.ownerId, image.id, name, getRenditionVersion(image));
        return [[name, { url: sign(key), width: stored.width, height: stored.height }] as const];
      }),
    ),
  };
}

/** The same for a single image, with a signer of its own and the name of its place. */
export async function toImageViewNow({ storage }: { storage: Storage }, image: Image): Promise<ImageView> {
  return toImageView(image, await createRenditionSigner(storage), await findPlace(image));
}

/** The name of the place where an image was taken, if that is known. */
export async function findPlace(image: Image): Promise<Place | undefined> {
  const position = getPosition(image);
  return position && (await loadGazetteer()).name(position);
}

/** A place as the API tells it: what is unknown is absent. */
export function toPlaceView({ city, region, country }: Place): ImageView["place"] {
  return { city: city || undefined, region: region || undefined, country };
}
