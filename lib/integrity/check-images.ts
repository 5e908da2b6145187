import { deleteImage } from "#lib/images/delete-image.ts";
import type { Image } from "#lib/images/image.ts";
import type { StoredImage } from "#lib/images/image-audit-repository.ts";
import { originalsPrefix, renditionsOfUserPrefix } from "#lib/images/object-keys.ts";
import { logFault } from "#lib/log-fault.ts";
import { KEY_RANGE_END, type ObjectWindow } from "#lib/storage/object-window.ts";
import type { ListedObject } from "#lib/storage/objects.ts";
import type { Usage } from "#lib/usage/usage.ts";
import { checkFolder, type IntegrityServices } from "./check-folder.ts";
import type { Report } from "./report.ts";
import type { Slice, Visited } from "./visit-library.ts";

export interface ObjectWindows {
  originals: ObjectWindow;
  renditions: ObjectWindow;
}

export interface CheckedSlice {
  visited: Visited;
  images: number;
  objects: number;
  /** Images that were deleted since their time in the trash was over. */
  emptied: number;
  /** Images whose records cannot be read, so that nobody can say whether they count as stored, and with how many bytes. */
  unreadable: number;
  /** Of the images that count as stored. */
  sums: { images: number; bytes: number };
}

export interface CheckOptions {
  report: Report;
  now: number;
  /** Images that went to the trash before this moment, ISO 8601 UTC, are deleted permanently. */
  trashedBefore: string;
  /** Whether to stop before the next image. */
  isTimeUp: () => boolean;
}

/**
 * Compares a slice of images with the objects in the same range of folders, in step: what it holds in memory does not
 * depend on how many images or objects a user has. `usage` is the owner's before the images were read.
 */
export async function checkImages(
  services: IntegrityServices,
  slice: Slice,
  windows: ObjectWindows,
  usage: Pick<Usage, "reservations" | "subtracted">,
  options: CheckOptions,
): Promise<CheckedSlice> {
  const { userId, after, images, isLast } = slice;
  const to = isLast ? undefined : slice.to;
  const [originals, renditions] = await Promise.all([
    readFolders(windows.originals, originalsPrefix(userId), after, to),
    readFolders(windows.renditions, renditionsOfUserPrefix(userId), after, to),
  ]);
  const limit = findFirst(originals.through, renditions.through);
  const folders = new Map<string, { image: StoredImage | undefined; objects: ListedObject[] }>();
  const getFolder = (name: string) => {
    const folder = folders.get(name) ?? { image: undefined, objects: [] };
    folders.set(name, folder);
    return folder;
  };
  for (const image of images) getFolder(image.imageId).image = image;
  for (const { name, object } of [...originals.objects, ...renditions.objects]) getFolder(name).objects.push(object);
  const names = [...folders.keys()].filter((name) => limit === undefined || !isAfter(name, limit)).sort(compareFolders);

  const checked: CheckedSlice = {
    visited: limit === undefined ? "all" : { through: limit },
    images: 0,
    objects: 0,
    emptied: 0,
    unreadable: 0,
    sums: { images: 0, bytes: 0 },
  };
  let through = after;
  for (const name of names) {
    if (through !== after && options.isTimeUp()) return { ...checked, visited: { through } };
    through = name;
    const { image, objects } = getFolder(name);
    checked.objects += objects.length;
    if (image) checked.images += 1;
    if (image && !image.image) checked.unreadable += 1;
    if (image?.image && (await emptyTrash(services, image.image, options.trashedBefore))) {
      checked.emptied += 1;
      continue;
    }
    const bytes = await checkFolder(services, { image, objects }, options.report, options.now);
    if (image?.image && isCounted(image.image, usage)) {
      checked.sums.images += 1;
      checked.sums.bytes += bytes;
    }
  }
  return checked;
}

/** Deletes an image that went to the trash before a moment. Returns whether it did. */
async function emptyTrash(services: IntegrityServices, image: Image, before: string): Promise<boolean> {
  if (image.trashedAt === undefined || image.trashedAt >= before || image.removingSince !== undefined) return false;
  const id = { ownerId: image.ownerId, imageId: image.id };
  try {
    return await deleteImage(services, id, { revision: image.revision });
  } catch (error) {
    logFault("an image in the trash could not be deleted", id, error);
    return false;
  }
}

/** An image counts from when its reservation was committed until it was subtracted. */
function isCounted(image: Image, usage: Pick<Usage, "reservations" | "subtracted">): boolean {
  const isSubtracted = image.subtractedAt !== undefined || image.id in usage.subtracted;
  return image.status !== "uploading" && !(image.id in usage.reservations) && !isSubtracted;
}

/** Objects by the folder below `prefix`; `through` is the last complete folder when there are more. */
async function readFolders(window: ObjectWindow, prefix: string, after: string | undefined, to: string | undefined) {
  const getFolderEnd = (folder: string) => `${prefix}${folder}/${KEY_RANGE_END}`;
  const range = await window(
    after === undefined ? prefix : getFolderEnd(after),
    to === undefined ? `${prefix}${KEY_RANGE_END}` : getFolderEnd(to),
  );
  const objects = range.objects.map((object) => ({
    name: object.key.slice(prefix.length).split("/")[0] ?? "",
    object,
  }));
  if (!range.isPartial) return { objects, through: undefined };
  const last = objects.at(-1)?.name;
  // A folder that alone is more than a window is taken as it is: the rest of it has its turn when this is gone.
  return { objects, through: objects.findLast(({ name }) => name !== last)?.name ?? last };
}

function findFirst(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return isAfter(one, other) ? other : one;
}

/** Whether the keys in one folder come after those in another. */
export function isAfter(folder: string, other: string): boolean {
  return `${folder}/` > `${other}/`;
}

function compareFolders(one: string, other: string): number {
  return isAfter(one, other) ? 1 : -1;
}
