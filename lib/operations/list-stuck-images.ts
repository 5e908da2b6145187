import type { Image } from "#lib/images/image.ts";
import { listOpenImages } from "#lib/images/image-listing.ts";
import { originalKey } from "#lib/images/object-keys.ts";
import type { Services } from "#lib/services.ts";
import { findObject } from "#lib/storage/objects.ts";
import type { StuckImage } from "./failure-view.ts";

const MINUTE_MS = 60_000;
/** What takes longer than this is named; younger work is most likely under way. */
export const STUCK_AFTER_MS = 5 * MINUTE_MS;
const MAX_SHOWN = 100;

/** Images that wait longer than they should, the longest first, each with what it waits for. */
export async function listStuckImages(
  services: Pick<Services, "database" | "storage">,
  now: Date = new Date(),
): Promise<StuckImage[]> {
  const before = new Date(now.getTime() - STUCK_AFTER_MS).toISOString();
  const images = await listOpenImages(services.database, before, MAX_SHOWN);
  const oldest = images.sort((a, b) => a.statusAt.localeCompare(b.statusAt)).slice(0, MAX_SHOWN);
  return Promise.all(oldest.map((image) => describe(services, image)));
}

async function describe({ storage }: Pick<Services, "storage">, image: Image): Promise<StuckImage> {
  const isBeingRemoved = image.removingSince !== undefined;
  const isStored =
    image.status !== "uploading" || (await findObject(storage, originalKey(image.ownerId, image.id))) !== undefined;
  return {
    ownerId: image.ownerId,
    imageId: image.id,
    fileName: image.fileName,
    status: image.status,
    since: image.removingSince ?? image.statusAt,
    isBeingRemoved,
    isRetryable: isStored && !isBeingRemoved,
    advice: isBeingRemoved
      ? "Its deletion was interrupted and resumes within a minute."
      : image.status === "processing"
        ? "A worker started and did not finish. It is retried automatically; after 15 minutes without a message it is marked as failed. Rendering it now is safe."
        : isStored
          ? "Its file is stored, but the event never arrived. It is picked up when the queue is empty; rendering it now is safe."
          : "Its file has not arrived. The upload may still be running; two hours after its start it is given up and its space is freed.",
  };
}
