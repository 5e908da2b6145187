import { addAdmin, listAdminIds } from "#lib/accounts/admins-repository.ts";
import { claimEmail, findEmailHolder, listInDirectory, type StoredUser } from "#lib/accounts/user-repository.ts";
import { getRenditionVersion, type Image } from "#lib/images/image.ts";
import { listStoredImages, type StoredImage } from "#lib/images/image-audit-repository.ts";
import { correctSize, reindexImage, restartRendering } from "#lib/images/image-repository.ts";
import {
  originalKey,
  originalsPrefix,
  parseOriginalKey,
  renditionKey,
  renditionsOfUserPrefix,
  versionPrefix,
} from "#lib/images/object-keys.ts";
import { renditionNames } from "#lib/images/recipe.ts";
import { requestRendering } from "#lib/processing/message.ts";
import type { Services } from "#lib/services.ts";
import { deleteObject, hashObject, type ListedObject, listObjects } from "#lib/storage/objects.ts";
import type { Usage } from "#lib/usage/usage.ts";
import { correctUsage, getUsageRevision } from "#lib/usage/usage-repository.ts";
import type { Finding } from "./integrity-run.ts";

export type IntegrityServices = Pick<Services, "database" | "storage" | "queue">;

export interface UserCheck {
  findings: Finding[];
  images: number;
  objects: number;
  /** What this user stores, as the images say. */
  sums: { images: number; bytes: number };
}

const PAGE = 200;
/** What arrived a moment ago may belong to work that is under way. */
export const GRACE_MS = 15 * 60_000;
/** A re-render stores renditions beside those of a ready image, and may do so in several attempts. */
const RERENDER_GRACE_MS = 4 * 60 * 60_000;

type UsageRevision = Awaited<ReturnType<typeof getUsageRevision>>;
type Repair = () => Promise<unknown>;
/** Notes a finding, and repairs it when that is what the run is for. */
export type Note = (finding: Omit<Finding, "repaired" | "userId">, repair?: Repair) => Promise<void>;

/** Notes what is found on a user in `findings`. */
export function createReporter(findings: Finding[], userId: string, isRepairing: boolean): Note {
  return async (finding, repair) => {
    // A repair that declines changed nothing: somebody else was faster, or what it needs is not there.
    const repaired = isRepairing && repair !== undefined && (await repair()) !== false;
    findings.push({ ...finding, userId, repaired });
  };
}

/** Compares everything of one user: account, images, objects and sums; with `isRepairing` mends what can be mended. */
export async function checkUser(
  services: IntegrityServices,
  stored: StoredUser,
  options: { isRepairing: boolean; now: number },
): Promise<UserCheck> {
  const { user } = stored;
  const findings: Finding[] = [];
  const note = createReporter(findings, user.id, options.isRepairing);
  const check: UserCheck = { findings, images: 0, objects: 0, sums: { images: 0, bytes: 0 } };
  if (user.removingSince !== undefined) return check;

  await checkAccount(services, stored, note);
  const before = await getUsageRevision(services.database, user.id);
  const objects = await readObjects(services, user.id);
  check.objects = objects.size;
  const part = { userId: user.id, images: readImages(services, user.id), objects, usage: before.usage };
  const { images, sums } = await checkImages(services, part, note, options.now);
  Object.assign(check, { images, sums });
  await checkUsage(services, user.id, { before, sums: check.sums }, note);
  return check;
}

/** Compares a user with what leads to them: directory, e-mail address, set of admins. */
export async function checkAccount(
  { database }: IntegrityServices,
  { user, isInDirectory }: StoredUser,
  note: Note,
): Promise<void> {
  if (!isInDirectory) {
    await note({ kind: "index_drift", where: user.email, detail: "directory of users" }, () =>
      listInDirectory(database, user),
    );
  }
  if ((await findEmailHolder(database, user.email)) !== user.id) {
    await note({ kind: "missing_email_claim", where: user.email }, () => claimEmail(database, user));
  }
  const isAdmin = user.role === "admin" && user.disabledAt === undefined;
  if (isAdmin && !(await listAdminIds(database)).includes(user.id)) {
    await note({ kind: "uncounted_admin", where: user.email }, () => addAdmin(database, user.id));
  }
}

/** Images of a user with every object that stands in their folders. */
export interface UserPart {
  userId: string;
  images: Iterable<StoredImage> | AsyncIterable<StoredImage>;
  /** By key; the check takes out of it what belongs to an image. */
  objects: Map<string, ListedObject>;
  /** As it was before the images were read. */
  usage: Pick<Usage, "reservations" | "subtracted">;
}

/** Compares images with their objects. Returns how many there were, and the sums of those that count as stored. */
export async function checkImages(
  services: IntegrityServices,
  { userId, images, objects, usage }: UserPart,
  note: Note,
  now: number,
): Promise<Pick<UserCheck, "images" | "sums">> {
  const seen = { images: 0, sums: { images: 0, bytes: 0 } };
  const imageIds = new Set<string>();
  const retired = new Set<string>();
  for await (const { imageId, image, hasIndexDrift } of images) {
    seen.images += 1;
    imageIds.add(imageId);
    for (const { version } of image?.retired ?? []) retired.add(versionPrefix(userId, imageId, version));
    if (!image) {
      forget(objects, userId, imageId);
      await note({ kind: "unreadable_image", where: imageId, imageId });
      continue;
    }
    if (hasIndexDrift) {
      const repair = () => reindexImage(services.database, toImageId(image));
      await note({ kind: "index_drift", where: imageId, imageId }, repair);
    }
    const bytes = await checkImage(services, image, objects, note, now);
    if (isCounted(image, usage)) {
      seen.sums.images += 1;
      seen.sums.bytes += bytes;
    }
  }
  for (const object of objects.values()) {
    // Renditions that others took the place of wait for their removal.
    if (retired.has(object.key.slice(0, object.key.lastIndexOf("/") + 1))) continue;
    const graceMs = isBesideImage(object.key, userId, imageIds) ? RERENDER_GRACE_MS : GRACE_MS;
    if (now - object.modifiedAt < graceMs) continue;
    await note({ kind: "orphan_object", where: object.key }, () => deleteObject(services.storage, object.key));
  }
  return seen;
}

/**
 * Compares an image with its objects, and takes these out of `objects`, so that orphans are left. Returns its true
 * size, bytes.
 */
async function checkImage(
  services: IntegrityServices,
  image: Image,
  objects: Map<string, ListedObject>,
  note: Note,
  now: number,
): Promise<number> {
  const { storage, database, queue } = services;
  const key = originalKey(image.ownerId, image.id);
  const original = objects.get(key);
  const where = { where: image.id, imageId: image.id };
  const expected = expectedRenditions(image);
  const isSettled = image.status === "ready" || image.status === "failed";
  const isQuiet = now - Date.parse(image.statusAt) > GRACE_MS;
  const missing = expected.filter((rendition) => objects.get(rendition.key)?.bytes !== rendition.bytes);
  objects.delete(key);
  // While an image is worked on, its renditions come and go.
  if (isSettled && isQuiet) for (const rendition of expected) objects.delete(rendition.key);
  else forget(objects, image.ownerId, image.id);
  if (image.removingSince !== undefined || !isSettled) return image.bytes;
  if (!original) {
    await note({ kind: "missing_original", ...where, detail: key });
    return image.bytes;
  }
  let { bytes } = image;
  if (original.bytes !== image.bytes) {
    const detail = `${image.bytes} bytes expected, ${original.bytes} there`;
    const isTrue = (await hashObject(storage, key)) === image.sha256;
    if (isTrue) bytes = original.bytes;
    await (isTrue
      ? note({ kind: "size_drift", ...where, detail }, () => correctSize(database, toImageId(image), original.bytes))
      : note({ kind: "altered_original", ...where, detail }));
  }
  // Renditions that were replaced a moment ago may have been so after their folder was listed.
  const isSwitching = image.retired?.some(({ at }) => now - Date.parse(at) < GRACE_MS);
  if (image.status === "ready" && missing.length > 0 && !isSwitching) {
    const detail = missing.map((rendition) => rendition.name).join(", ");
    await note({ kind: "missing_rendition", ...where, detail }, async () => {
      if (!(await restartRendering(database, toImageId(image), new Date(now).toISOString()))) return false;
      return requestRendering(queue, toImageId(image));
    });
  }
  return bytes;
}

async function checkUsage(
  { database }: IntegrityServices,
  userId: string,
  seen: { before: UsageRevision; sums: UserCheck["sums"] },
  note: Note,
): Promise<void> {
  const detail = describeUsageDrift(seen.before.usage, seen.sums);
  const { revision } = seen.before;
  // What changed while the images were read is looked at by the next run.
  if (detail === undefined || (await getUsageRevision(database, userId)).revision !== revision) return;
  await note({ kind: "usage_drift", where: userId, detail }, () =>
    correctUsage(database, userId, { usedBytes: seen.sums.bytes, imageCount: seen.sums.images }, revision),
  );
}

/** What is wrong with a user's usage, given the sums of their images; undefined when it is right. */
export function describeUsageDrift(usage: Usage, sums: UserCheck["sums"]): string | undefined {
  const reserved = Object.values(usage.reservations).reduce((sum, { bytes }) => sum + bytes, 0);
  const isRight =
    usage.usedBytes === sums.bytes &&
    usage.imageCount === sums.images &&
    usage.committedBytes === usage.usedBytes + reserved;
  return isRight
    ? undefined
    : `${usage.usedBytes} bytes in ${usage.imageCount} images noted, ${sums.bytes} in ${sums.images} there`;
}

/** An image counts from when its reservation was settled until it was subtracted. */
function isCounted(image: Image, usage: UserPart["usage"]): boolean {
  const isSubtracted = image.subtractedAt !== undefined || image.id in usage.subtracted;
  return image.status !== "uploading" && !(image.id in usage.reservations) && !isSubtracted;
}

function expectedRenditions(image: Image): { name: string; key: string; bytes: number }[] {
  return renditionNames.flatMap((name) => {
    const stored = image.renditions[name];
    if (!stored) return [];
    return [
      { name, key: renditionKey(image.ownerId, image.id, name, getRenditionVersion(image)), bytes: stored.bytes },
    ];
  });
}

async function readObjects({ storage }: IntegrityServices, userId: string): Promise<Map<string, ListedObject>> {
  const objects = new Map<string, ListedObject>();
  for (const prefix of [originalsPrefix(userId), renditionsOfUserPrefix(userId)]) {
    for await (const object of listObjects(storage, prefix)) objects.set(object.key, object);
  }
  return objects;
}

async function* readImages({ database }: IntegrityServices, ownerId: string): AsyncGenerator<StoredImage> {
  let cursor: string | undefined;
  do {
    const page = await listStoredImages(database, { ownerId, limit: PAGE, cursor });
    yield* page.images;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
}

/** Takes every object of an image out, whatever it is. */
function forget(objects: Map<string, ListedObject>, ownerId: string, imageId: string): void {
  for (const key of objects.keys()) {
    if (key.startsWith(`${renditionsOfUserPrefix(ownerId)}${imageId}/`) || parseOriginalKey(key)?.imageId === imageId) {
      objects.delete(key);
    }
  }
}

/** Whether an object is a rendition, by its key, of one of these images. */
function isBesideImage(key: string, ownerId: string, imageIds: Set<string>): boolean {
  const prefix = renditionsOfUserPrefix(ownerId);
  return key.startsWith(prefix) && imageIds.has(key.slice(prefix.length).split("/")[0] ?? "");
}

function toImageId(image: Image) {
  return { ownerId: image.ownerId, imageId: image.id };
}
