import { toInstant } from "./capture-time.ts";
import type { Image } from "./image.ts";
import { type ListedAttribute, toListedAttribute } from "./listed-image.ts";

/** What lists need to know of an image, for the attribute `listed` of its item. */
export function toListed(image: Image): ListedAttribute {
  const { shot, embedded, takenAt, takenOffset, trashedAt } = image;
  const addedAtMs = Date.parse(image.uploadedAt);
  const wallClockMs = Date.parse(image.sortAt);
  const instant = takenAt === undefined ? undefined : toInstant(takenAt, takenOffset);
  return toListedAttribute({
    fileName: image.fileName,
    contentType: image.contentType,
    bytes: image.bytes,
    status: image.status,
    failureCode: image.failureCode,
    favourite: image.favourite,
    archived: false,
    tags: image.tags,
    albums: image.albumIds.map((id) => ({ id, position: 0, addedAtMs })),
    width: image.width,
    height: image.height,
    frames: image.frames,
    thumbhash: image.thumbhash,
    recipeVersion: image.recipeVersion,
    renditions: image.renditions,
    taken: takenAt === undefined ? undefined : { wallClockMs, offsetMinutes: toMinutes(takenOffset) },
    instantMs: instant === undefined ? wallClockMs : Date.parse(instant),
    addedAtMs,
    trashedAtMs: trashedAt === undefined ? undefined : Date.parse(trashedAt),
    position:
      shot?.latitude === undefined || shot.longitude === undefined
        ? undefined
        : { latitude: shot.latitude, longitude: shot.longitude },
    camera: shot?.camera,
    lens: shot?.lens,
    title: embedded?.title,
    caption: embedded?.caption,
  });
}

/** The minutes of an offset such as "+02:00" or "Z". */
function toMinutes(offset: string | undefined): number | undefined {
  if (offset === undefined) return undefined;
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(offset) ?? [];
  return (sign === "-" ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
}
