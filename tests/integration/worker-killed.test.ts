/** @module-tag long */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Image } from "#lib/images/image.ts";
import { findImage } from "#lib/images/image-repository.ts";
import { renditionsPrefix } from "#lib/images/object-keys.ts";
import { listProcessingEvents } from "#lib/images/processing-event-repository.ts";
import { countMessages } from "#lib/queue/queue.ts";
import { listKeys } from "#lib/storage/objects.ts";
import { getUsage } from "#lib/usage/usage-repository.ts";
import { startWorkerHost } from "#local/system/worker-host.ts";
import { startWorkerTrigger } from "#local/system/worker-trigger.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { expectedRenditions } from "#tests/support/rendition-names.ts";
import { startTestCloud, type TestCloud } from "#tests/support/test-cloud.ts";
import { announce, store } from "#tests/support/test-worker.ts";
import { waitUntil } from "#tests/support/wait-until.ts";

const UPLOADS = 50;
const KILLS = 3;
const TEST_TIMEOUT_MS = 180_000;
const HANDLER = new URL("../../thumbnail-worker/index.ts", import.meta.url).pathname;

let cloud: TestCloud;
beforeAll(async () => {
  cloud = await startTestCloud();
});
afterAll(() => cloud.stop());

test(
  "a worker that is killed while many uploads are in flight loses none and finishes each once",
  async () => {
    const silent = () => {};
    const host = startWorkerHost({
      handlerModule: HANDLER,
      environment: { ...process.env, ...cloud.cloud.environment },
      log: silent,
      showOutput: silent,
    });
    const trigger = startWorkerTrigger({
      queue: cloud.queue,
      queueArn: cloud.cloud.queueArn,
      region: cloud.cloud.environment.AWS_REGION ?? "",
      visibilitySeconds: cloud.cloud.visibilitySeconds,
      invoke: host.invoke,
      log: silent,
    });
    const first = await smallPhoto(0);
    const owner = (await announce(cloud, first)).ownerId;
    const images: Image[] = [];
    for (let seed = 1; seed <= UPLOADS; seed++) {
      const photo = await smallPhoto(seed);
      const image = await announce(cloud, photo, owner);
      await store(cloud, image, photo.body);
      images.push(image);
    }
    const now = (image: Image) => findImage(cloud.database, { ownerId: owner, imageId: image.id });
    const readyCount = async () =>
      (await Promise.all(images.map(now))).filter((image) => image?.status === "ready").length;

    for (let kill = 1; kill <= KILLS; kill++) {
      const goal = Math.floor((UPLOADS * kill) / (KILLS + 2));
      await waitUntil(`${goal} images to be ready`, async () => (await readyCount()) >= goal, TEST_TIMEOUT_MS);
      await host.ready();
      process.kill(host.processId() ?? 0, "SIGKILL");
    }
    await waitUntil("every image to be ready", async () => (await readyCount()) === UPLOADS, TEST_TIMEOUT_MS);
    await waitUntil("an empty queue", async () => (await countMessages(cloud.queue)) === 0);

    for (const image of images) {
      const steps = (await listProcessingEvents(cloud.database, image.id)).map(({ step }) => step);
      expect(steps.filter((step) => step === "failed")).toEqual([]);
      expect(await listKeys(cloud.storage, renditionsPrefix(owner, image.id))).toHaveLength(
        expectedRenditions().length,
      );
    }
    expect(await getUsage(cloud.database, owner)).toMatchObject({
      imageCount: UPLOADS,
      usedBytes: images.reduce((sum, { bytes }) => sum + bytes, 0),
    });
    const stopped = trigger.stop();
    await host.stop();
    await stopped;
  },
  TEST_TIMEOUT_MS,
);
