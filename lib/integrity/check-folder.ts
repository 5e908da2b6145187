import { getRenditionVersion, type Image, isTerminalStatus } from "#lib/images/image.ts";
import type { StoredImage } from "#lib/images/image-audit-repository.ts";
import { correctSize, reindexImage, restartRendering } from "#lib/images/image-repository.ts";
import { listCleanCopyKeys, originalKey, renditionKey, versionPrefix } from "#lib/images/object-keys.ts";
import { renditionNames } from "#lib/images/recipe.ts";
import { logFault } from "#lib/log-fault.ts";
import { requestRendering } from "#lib/processing/message.ts";
import type { Services } from "#lib/services.ts";
import { deleteObject, findObject, hashObject, type ListedObject } from "#lib/storage/objects.ts";
import type { Report } from "./report.ts";

export type IntegrityServices = Pick<Services, "database" | "storage" | "queue">;

/** What arrived a moment ago may belong to work in progress. */
export const GRACE_MS = 15 * 60_000;
/** A re-render stores renditions beside those of a ready image, and may do so in several attempts. */
const RERENDER_GRACE_MS = 4 * 60 * 60_000;
/**
 * Copies for visitors are made again when they are asked for a day later, so nobody has a link to one that is as old.
 */
const CLEAN_COPY_MS = 7 * 24 * 60 * 60_000;

/** An image with all objects in its folders; either may be missing. */
export interface Folder {
  image: StoredImage | undefined;
  objects: ListedObject[];
}

/** Compares an image with its objects. Returns the true size of its original, bytes; 0 without a readable image. */
export async function checkFolder(
  services: IntegrityServices,
  { image: stored, objects }: Folder,
  report: Report,
  now: number,
): Promise<number> {
  if (!stored) {
    await reportOrphans(services, objects, report, now - GRACE_MS);
    return 0;
  }
  const { imageId, image, hasIndexDrift } = stored;
  if (!image) {
    await report({ kind: "unreadable_image", where: imageId, imageId });
    return 0;
  }
  if (hasIndexDrift) {
    await report({ kind: "index_drift", where: imageId, imageId }, () => reindexImage(services.database, toId(image)));
  }
  // While an image is worked on, its objects come and go.
  if (!isTerminalStatus(image.status) || image.removingSince !== undefined) return image.bytes;
  const bytes = await checkOriginal(services, image, objects, report);
  if (bytes === undefined) return image.bytes;
  await checkRenditions(services, image, objects, report, now);
  await deleteOldCopies(services, image, objects, now);
  if (now - Date.parse(image.statusAt) > GRACE_MS) {
    await reportOrphans(services, withoutKnown(image, objects), report, now - RERENDER_GRACE_MS);
  }
  return bytes;
}

/** Returns the true size of the original, bytes, or undefined when it is missing. */
async function checkOriginal(
  { storage, database }: IntegrityServices,
  image: Image,
  objects: ListedObject[],
  report: Report,
): Promise<number | undefined> {
  const key = originalKey(image.ownerId, image.id);
  const original = objects.find((object) => object.key === key);
  const where = { where: image.id, imageId: image.id };
  if (!original) {
    await report({ kind: "missing_original", ...where, detail: key });
    return undefined;
  }
  if (original.bytes === image.bytes) return image.bytes;
  const detail = `${image.bytes} bytes recorded, ${original.bytes} stored`;
  if ((await hashObject(storage, key)) !== image.sha256) {
    await report({ kind: "altered_original", ...where, detail });
    return image.bytes;
  }
  await report({ kind: "size_drift", ...where, detail }, () => correctSize(database, toId(image), original.bytes));
  return original.bytes;
}

async function checkRenditions(
  { database, queue }: IntegrityServices,
  image: Image,
  objects: ListedObject[],
  report: Report,
  now: number,
): Promise<void> {
  const bytesByKey = new Map(objects.map(({ key, bytes }) => [key, bytes]));
  const missing = listRenditions(image).filter(({ key, bytes }) => bytesByKey.get(key) !== bytes);
  // Renditions that were replaced a moment ago may have been so after their folder was listed.
  const isSwitching = image.retired?.some(({ at }) => now - Date.parse(at) < GRACE_MS);
  if (image.status !== "ready" || missing.length === 0 || isSwitching) return;
  const detail = missing.map(({ name }) => name).join(", ");
  await report({ kind: "missing_rendition", where: image.id, imageId: image.id, detail }, async () => {
    if (!(await restartRendering(database, toId(image), new Date(now).toISOString()))) return false;
    return requestRendering(queue, toId(image));
  });
}

async function deleteOldCopies({ storage }: IntegrityServices, image: Image, objects: ListedObject[], now: number) {
  const copies = new Set(listCleanCopyKeys(image.ownerId, image.id));
  const isOld = ({ modifiedAt }: { modifiedAt: number }) => modifiedAt < now - CLEAN_COPY_MS;
  for (const { key } of objects.filter((object) => copies.has(object.key) && isOld(object))) {
    try {
      // It may have been made again since the folder was listed, and somebody been given a link to it.
      const copy = await findObject(storage, key);
      if (copy && isOld(copy)) await deleteObject(storage, key);
    } catch (error) {
      logFault("an old copy of an original could not be deleted", { key }, error);
    }
  }
}

/** Reports objects that were stored before a moment (milliseconds since the epoch). */
export async function reportOrphans(
  { storage }: Pick<Services, "storage">,
  objects: ListedObject[],
  report: Report,
  before: number,
): Promise<void> {
  for (const { key, modifiedAt } of objects) {
    if (modifiedAt <= before) await report({ kind: "orphan_object", where: key }, () => deleteObject(storage, key));
  }
}

/** The objects that do not belong to an image; replaced renditions that wait for their removal do. */
function withoutKnown(image: Image, objects: ListedObject[]): ListedObject[] {
  const known = new Set([
    originalKey(image.ownerId, image.id),
    ...listRenditions(image).map(({ key }) => key),
    ...listCleanCopyKeys(image.ownerId, image.id),
  ]);
  const retired = new Set(image.retired?.map(({ version }) => versionPrefix(image.ownerId, image.id, version)));
  return objects.filter(({ key }) => !known.has(key) && !retired.has(key.slice(0, key.lastIndexOf("/") + 1)));
}

function listRenditions(image: Image): { name: string; key: string; bytes: number }[] {
  const version = getRenditionVersion(image);
  return renditionNames.flatMap((name) => {
    const stored = image.renditions[name];
    return stored ? [{ name, key: renditionKey(image.ownerId, image.id, name, version), bytes: stored.bytes }] : [];
  });
}

function toId({ ownerId, id }: Image) {
  return { ownerId, imageId: id };
}
