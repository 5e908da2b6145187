import { getRenditionVersion } from "#lib/images/image.ts";
import type { ImageId } from "#lib/images/image-item.ts";
import { listRetiredImages } from "#lib/images/image-listing.ts";
import { clearRetired, findImage } from "#lib/images/image-repository.ts";
import { versionPrefix } from "#lib/images/object-keys.ts";
import type { Services } from "#lib/services.ts";
import { deleteFolder } from "#lib/storage/objects.ts";
import { RENDITION_URL_SECONDS } from "#lib/storage/signing.ts";

/** An hour more than any link lives: for clocks that differ, and for pages that were listed from an index behind. */
export const RETIRED_MS = (RENDITION_URL_SECONDS + 60 * 60) * 1_000;
const BATCH = 100;
const AT_ONCE = 8;

type RemovalServices = Pick<Services, "database" | "storage">;

/**
 * Removes renditions that others took the place of, once no link to them works any more, until `deadline`
 * (milliseconds since the epoch) or until `signal` ends it. The image forgets them when
 * they are gone, so what ends midway is done again. Returns of how many images it removed some.
 */
export async function removeRetiredRenditions(
  services: RemovalServices,
  options: { deadline: number; signal?: AbortSignal | undefined; now?: () => number },
): Promise<number> {
  const { deadline, signal, now = Date.now } = options;
  const isOver = () => Date.now() >= deadline || signal?.aborted === true;
  let removed = 0;
  for (;;) {
    const before = new Date(now() - RETIRED_MS).toISOString();
    const images = await listRetiredImages(services.database, before, BATCH);
    let done = 0;
    const waiting = [...images];
    async function work(): Promise<void> {
      for (let image = waiting.shift(); image && !isOver(); image = waiting.shift()) {
        if (await tryRemoveRetired(services, { ownerId: image.ownerId, imageId: image.id }, before)) done += 1;
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    removed += done;
    // Entries that the index has not yet taken out are met once more and yield nothing.
    if (done === 0 || isOver()) return removed;
  }
}

/** One image that cannot be changed does not keep the others waiting. */
async function tryRemoveRetired(services: RemovalServices, id: ImageId, before: string): Promise<boolean> {
  try {
    return await deleteRetired(services, id, before);
  } catch (error) {
    console.error(JSON.stringify({ level: "ERROR", message: "retired renditions stay", ...id, reason: String(error) }));
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
