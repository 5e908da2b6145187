import pMap from "p-map";
import { getRenditionVersion } from "#lib/images/image.ts";
import type { ImageId } from "#lib/images/image-item.ts";
import { clearRetired, findImage } from "#lib/images/image-repository.ts";
import { versionPrefix } from "#lib/images/object-keys.ts";
import { listRetiredImages } from "#lib/images/open-images.ts";
import { logFault } from "#lib/log-fault.ts";
import type { Services } from "#lib/services.ts";
import { deleteFolder } from "#lib/storage/objects.ts";
import { RENDITION_URL_SECONDS } from "#lib/storage/rendition-urls.ts";

/** An hour more than any link lives: for clocks that differ, and for pages that were listed from an index behind. */
export const RETIRED_MS = (RENDITION_URL_SECONDS + 60 * 60) * 1_000;
const BATCH = 100;
const CONCURRENCY = 8;

type RemovalServices = Pick<Services, "database" | "storage">;

/**
 * Removes renditions that newer ones replaced, once no link to them works any more, until `deadline`
 * (milliseconds since the epoch) or until `signal` ends it. The image forgets them when
 * they are gone, so what stops partway is repeated. Returns the number of images from which it removed some.
 */
export async function removeRetiredRenditions(
  services: RemovalServices,
  options: { deadline: number; signal?: AbortSignal | undefined; now?: () => number },
): Promise<number> {
  const { deadline, signal, now = Date.now } = options;
  const isTimeUp = () => Date.now() >= deadline || signal?.aborted === true;
  let removed = 0;
  for (;;) {
    const before = new Date(now() - RETIRED_MS).toISOString();
    const images = await listRetiredImages(services.database, before, BATCH);
    const outcomes = await pMap(
      images,
      ({ ownerId, id: imageId }) => !isTimeUp() && tryRemoveRetired(services, { ownerId, imageId }, before),
      { concurrency: CONCURRENCY },
    );
    const done = outcomes.filter(Boolean).length;
    removed += done;
    // Entries that the index still lists are read once more and yield nothing.
    if (done === 0 || isTimeUp()) return removed;
  }
}

/** One image that cannot be changed does not keep the others waiting. */
async function tryRemoveRetired(services: RemovalServices, id: ImageId, before: string): Promise<boolean> {
  try {
    return await deleteRetired(services, id, before);
  } catch (error) {
    logFault("retired renditions could not be deleted", { ...id }, error);
    return false;
  }
}

async function deleteRetired({ database, storage }: RemovalServices, id: ImageId, before: string): Promise<boolean> {
  const image = await findImage(database, id);
  if (!image) return false;
  const due = (image.retired ?? []).filter(({ at, version }) => at < before && version !== getRenditionVersion(image));
  for (const { version } of due) await deleteFolder(storage, versionPrefix(id.ownerId, id.imageId, version));
  await clearRetired(
    database,
    id,
    due.map(({ version }) => version),
  );
  return due.length > 0;
}
