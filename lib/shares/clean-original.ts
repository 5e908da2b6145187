import PQueue from "p-queue";
import { removeMetadata } from "#lib/clean-copy/remove-metadata.ts";
import { UnknownStructureError } from "#lib/clean-copy/structure.ts";
import { AppError } from "#lib/errors.ts";
import type { Image } from "#lib/images/image.ts";
import { findImage } from "#lib/images/image-repository.ts";
import { type CopyFacts, cleanCopyKey, listCleanCopyKeys, originalKey } from "#lib/images/object-keys.ts";
import type { Services } from "#lib/services.ts";
import { deleteObject, findObject, readObject } from "#lib/storage/objects.ts";
import { shareUrls } from "#lib/storage/rendition-urls.ts";
import { writeParts } from "#lib/storage/write-parts.ts";

type CopyServices = Pick<Services, "database" | "storage">;

/**
 * A file is in memory once, and its copy shares that; one at a time. It is what `MAX_UPLOAD_BYTES` is unless set
 * otherwise.
 */
const MAX_BYTES = 100 * 1024 * 1024;
const cleaning = new PQueue({ concurrency: 1 });
const MAX_WAITING = 30;
const RETRY_AFTER_SECONDS = 5;

/** A copy is given out for a day, and made again then: so its age says whether somebody may still have a link to it. */
const GIVEN_OUT_MS = 24 * 60 * 60 * 1000;
/** A download that began just before its link ended goes on no longer than that. */
const MAX_DOWNLOAD_MS = 60 * 60 * 1000;

/**
 * The key of an image's original without metadata but `facts`, which is made when it is first asked for and is there
 * for as long as a link to it. Undefined where there can be none: the file is too large, or is not built as its format
 * says; a copy without bytes says so for as long, so that the file is not read again for each who asks.
 * @throws AppError `unavailable` when too many wait for theirs
 */
export async function findCleanOriginal(
  services: CopyServices,
  image: Image,
  facts: CopyFacts,
  nowMs: number = Date.now(),
): Promise<string | undefined> {
  if (image.bytes > MAX_BYTES) return undefined;
  const key = cleanCopyKey(image.ownerId, image.id, facts);
  const findRecent = async () => {
    const copy = await findObject(services.storage, key);
    return copy && nowMs - copy.modifiedAt < GIVEN_OUT_MS ? copy : undefined;
  };
  const known = await findRecent();
  if (known) return known.bytes > 0 ? key : undefined;
  if (cleaning.size >= MAX_WAITING) {
    throw new AppError("unavailable", "Too many originals are being prepared right now. Try again in a moment.", {
      details: { retryAfterSeconds: RETRY_AFTER_SECONDS },
    });
  }
  const made = await cleaning.add(async () => {
    // Whoever waited before may have asked for the same.
    const justMade = await findRecent();
    if (!justMade) return makeCleanOriginal(services, image, key, facts);
    return justMade.bytes > 0 ? key : undefined;
  });
  // Copies count towards no quota, so only those that somebody may be reading are kept beside it.
  const others = listCleanCopyKeys(image.ownerId, image.id).filter((other) => other !== made);
  if (made !== undefined) await deleteUnused(services, others, nowMs);
  return made;
}

async function deleteUnused({ storage }: CopyServices, keys: string[], nowMs: number): Promise<void> {
  const usedSince = nowMs - GIVEN_OUT_MS - shareUrls.seconds * 1000 - MAX_DOWNLOAD_MS;
  for (const key of keys) {
    const copy = await findObject(storage, key);
    if (copy && copy.modifiedAt < usedSince) await deleteObject(storage, key);
  }
}

async function makeCleanOriginal(
  { database, storage }: CopyServices,
  image: Image,
  key: string,
  facts: CopyFacts,
): Promise<string | undefined> {
  const { ownerId, id: imageId, contentType } = image;
  const original = await readObject(storage, originalKey(ownerId, imageId));
  if (!original) return undefined;
  const copy = await clean(original.body, contentType, facts);
  await writeParts(storage, key, copy, contentType);
  // An image that was deleted meanwhile took its folder with it before the copy was there.
  if (await findImage(database, { ownerId, imageId })) return copy.length > 0 ? key : undefined;
  await deleteObject(storage, key);
  return undefined;
}

/** The parts of a copy; none where there can be no copy. */
async function clean(
  body: Uint8Array,
  contentType: Image["contentType"],
  facts: CopyFacts,
): Promise<readonly Uint8Array[]> {
  try {
    return await removeMetadata(body, contentType, facts);
  } catch (error) {
    if (error instanceof UnknownStructureError) return [];
    throw error;
  }
}
