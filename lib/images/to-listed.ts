import { toInstant, toTimeTaken } from "./capture-time.ts";
import type { Image } from "./image.ts";
import { type ListedAttribute, toListedAttribute } from "./listed-image.ts";
import { getPosition } from "./own-position.ts";
import { getCaptureTime } from "./own-time.ts";
import { turnSides } from "./rotation.ts";

/** What lists need to know of an image, for the attribute `listed` of its item. */
export function toListed(image: Image): ListedAttribute {
  const { shot, embedded, trashedAt } = image;
  const position = getPosition(image);
  const { takenAt, takenOffset, takenAtSource } = getCaptureTime(image);
  const addedAtMs = Date.parse(image.uploadedAt);
  const taken = takenAt === undefined ? undefined : toTimeTaken(takenAt, takenOffset);
  const instant = takenAt === undefined ? undefined : toInstant(takenAt, takenOffset);
  return toListedAttribute({
    fileName: image.fileName,
    contentType: image.contentType,
    bytes: image.bytes,
    status: image.status,
    failureCode: image.failureCode,
    favourite: image.favourite,
    archived: image.archived === true,
    tags: image.tags,
    addedBy: image.addedBy,
    albums: image.albums.map(({ id, position, addedAt }) => ({ id, position, addedAtMs: Date.parse(addedAt) })),
    ...turnSides(image, image.rotation),
    rotation: image.rotation,
    frames: image.frames,
    transparent: image.transparent,
    incomplete: image.incomplete,
    thumbhash: image.thumbhash,
    recipeVersion: image.recipeVersion,
    renditions: image.renditions,
    taken: taken && { ...taken, source: takenAtSource },
    instantMs: instant === undefined ? (taken?.wallClockMs ?? addedAtMs) : Date.parse(instant),
    addedAtMs,
    trashedAtMs: trashedAt === undefined ? undefined : Date.parse(trashedAt),
    position: position && { latitude: position.latitude, longitude: position.longitude },
    perceptualHash: image.perceptualHash,
    cameraClockMs:
      image.takenAtSource === "exif_original" && image.takenAt !== undefined
        ? toTimeTaken(image.takenAt, image.takenOffset)?.wallClockMs
        : undefined,
    stack: image.stack,
    topOfStackMs: image.topOfStackAt === undefined ? undefined : Date.parse(image.topOfStackAt),
    camera: shot?.camera,
    lens: shot?.lens,
    title: image.title ?? embedded?.title,
    caption: image.caption ?? embedded?.caption,
  });
}
