import type { Image } from "#lib/images/image.ts";
import {
  correctSize,
  listStoredImages,
  restartRendering,
  rewriteImage,
  type StoredImage,
} from "#lib/images/image-repository.ts";
import type { Services } from "#lib/services.ts";
import {
  originalKey,
  originalsPrefix,
  parseOriginalKey,
  renditionKey,
  renditionsOfUserPrefix,
} from "#lib/storage/object-keys.ts";
import { deleteObject, hashObject, type ListedObject, listObjects } from "#lib/storage/objects.ts";
import { requestRendering } from "#lib/thumbnails/message.ts";
import { renditionNames } from "#lib/thumbnails/recipe.ts";
import { correctUsage, getUsageRevision } from "#lib/usage/usage-repository.ts";
import { addAdmin, listAdminIds } from "#lib/users/admins-repository.ts";
import { claimEmail, findEmailHolder, listInDirectory, type StoredUser } from "#lib/users/user-repository.ts";
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

type Repair = () => Promise<unknown>;
/** Notes a finding, and repairs it when that is what the run is for. */
type Note = (finding: Omit<Finding, "repaired" | "userId">, repair?: Repair) => Promise<void>;

/** Compares everything of one user: account, images, objects and sums; with `isRepairing` mends what can be mended. */
export async function checkUser(
  services: IntegrityServices,
  stored: StoredUser,
  options: { isRepairing: boolean; now: number },
): Promise<UserCheck> {
  const { user } = stored;
  const findings: Finding[] = [];
  const note: Note = async (finding, repair) => {
    // A repair that declines changed nothing: somebody else was faster, or what it needs is not there.
    const repaired = options.isRepairing && repair !== undefined && (await repair()) !== false;
    findings.push({ ...finding, userId: user.id, repaired });
  };
  const check: UserCheck = { findings, images: 0, objects: 0, sums: { images: 0, bytes: 0 } };
  if (user.removingSince !== undefined) return check;

  await checkAccount(services, stored, note);
  const before = await getUsageRevision(services.database, user.id);
  const objects = await readObjects(services, user.id);
  check.objects = objects.size;
  for await (const { imageId, image, hasIndexDrift } of readImages(services, user.id)) {
    check.images += 1;
    if (!image) {
      forget(objects, user.id, imageId);
      await note({ kind: "unreadable_image", where: imageId, imageId });
      continue;
    }
    if (hasIndexDrift) {
      const repair = () => rewriteImage(services.database, idOf(image));
      await note({ kind: "index_drift", where: imageId, imageId }, repair);
    }
    const bytes = await checkImage(services, image, objects, note, options.now);
    if (isCounted(image, before.usage)) {
      check.sums.images += 1;
      check.sums.bytes += bytes;
    }
  }
  for (const object of objects.values()) {
    if (options.now - object.modifiedAt < GRACE_MS) continue;
    await note({ kind: "orphan_object", where: object.key }, () => deleteObject(services.storage, object.key));
  }
  await checkUsage(services, user.id, { before, sums: check.sums }, note);
  return check;
}

async function checkAccount({ database }: IntegrityServices, { user, isInDirectory }: StoredUser, note: Note) {
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
      ? note({ kind: "size_drift", ...where, detail }, () => correctSize(database, idOf(image), original.bytes))
      : note({ kind: "altered_original", ...where, detail }));
  }
  if (image.status === "ready" && missing.length > 0) {
    const detail = missing.map((rendition) => rendition.name).join(", ");
    await note({ kind: "missing_rendition", ...where, detail }, async () => {
      if (!(await restartRendering(database, idOf(image), new Date(now).toISOString()))) return false;
      return requestRendering(queue, idOf(image));
    });
  }
  return bytes;
}

async function checkUsage(
  { database }: IntegrityServices,
  userId: string,
  seen: {
    before: Awaited<ReturnType<typeof getUsageRevision>>;
    sums: UserCheck["sums"];
  },
  note: Note,
): Promise<void> {
  const { usage, revision } = seen.before;
  const reserved = Object.values(usage.reservations).reduce((sum, { bytes }) => sum + bytes, 0);
  const isRight =
    usage.usedBytes === seen.sums.bytes &&
    usage.imageCount === seen.sums.images &&
    usage.committedBytes === usage.usedBytes + reserved;
  // What changed while the images were read is looked at by the next run.
  const isStill = (await getUsageRevision(database, userId)).revision === revision;
  if (isRight || !isStill) return;
  const detail = `${usage.usedBytes} bytes in ${usage.imageCount} images noted, ${seen.sums.bytes} in ${seen.sums.images} there`;
  await note({ kind: "usage_drift", where: userId, detail }, () =>
    correctUsage(database, userId, { usedBytes: seen.sums.bytes, imageCount: seen.sums.images }, revision),
  );
}

/** An image counts from when its reservation was settled until it was subtracted. */
function isCounted(image: Image, usage: { reservations: object; subtracted: object }): boolean {
  return image.status !== "uploading" && !(image.id in usage.reservations) && !(image.id in usage.subtracted);
}

function expectedRenditions(image: Image): { name: string; key: string; bytes: number }[] {
  return renditionNames.flatMap((name) => {
    const stored = image.renditions[name];
    if (!stored) return [];
    return [{ name, key: renditionKey(image.ownerId, image.id, name, image.recipeVersion), bytes: stored.bytes }];
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

function idOf(image: Image) {
  return { ownerId: image.ownerId, imageId: image.id };
}
