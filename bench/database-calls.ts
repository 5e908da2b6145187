import { countActive } from "#lib/metrics/counter-repository.ts";
import type { Services } from "#lib/services.ts";
import { beginUpload } from "#lib/uploads/begin-upload.ts";
import { countedDatabase } from "#tests/support/counted-database.ts";
import { jpegWithExif } from "#tests/support/image-factory.ts";
import type { TestCloud } from "#tests/support/test-cloud.ts";
import { someUser } from "#tests/support/test-services.ts";
import { announce, batch, delivery, startTestWorker, store, storedEvent } from "#tests/support/test-worker.ts";
import { someFile } from "#tests/support/upload-steps.ts";
import { createHandler } from "#worker/create-handler.ts";

/** The requests to the database of one announcement, without those for activity figures, which it does not wait for. */
export async function countAnnouncementCalls(services: Services): Promise<string[]> {
  const user = someUser();
  const { database, calls } = countedDatabase(services.database);
  // As on every process that has seen the user within the last minutes.
  await countActive(database, user.id);
  calls.length = 0;
  await beginUpload({ ...services, database }, user, someFile().announcement);
  return calls;
}

/**
 * How many requests to the database the worker makes from the event of a stored original to a `ready` image. Those of
 * a batch of events, for counters and the heartbeat, are left out: they are as many however many images it holds.
 */
export async function countRenderingCalls(cloud: TestCloud): Promise<number> {
  const { database, calls } = countedDatabase(cloud.database);
  const worker = startTestWorker({ ...cloud, database });
  const count = async (images: number) => {
    const events = await storePhotos(cloud, images);
    calls.length = 0;
    // The first batch of a handler reports its heartbeat, so with a handler of its own each does.
    const handle = createHandler(worker.services);
    const { batchItemFailures } = await handle(batch(...events.map((event) => delivery(event))));
    if (batchItemFailures.length > 0) throw new Error("Expected every photo to be rendered");
    return calls.length;
  };
  try {
    const ofOne = await count(1);
    return (await count(2)) - ofOne;
  } finally {
    await worker.stop();
  }
}

async function storePhotos(cloud: TestCloud, count: number): Promise<string[]> {
  const photo = await jpegWithExif(6);
  const images = await Promise.all(Array.from({ length: count }, () => announce(cloud, photo)));
  for (const image of images) await store(cloud, image, photo.body);
  return images.map((image) => storedEvent(image));
}
