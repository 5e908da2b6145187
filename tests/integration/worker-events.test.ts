import { ulid } from "ulid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deleteImage } from "#lib/images/delete-image.ts";
import type { Image } from "#lib/images/image.ts";
import type { ImageId } from "#lib/images/image-item.ts";
import {
  completeProcessing,
  findImage,
  restartProcessing,
  setTrashed,
  startProcessing,
} from "#lib/images/image-repository.ts";
import { originalKey, renditionKey, renditionsPrefix } from "#lib/images/object-keys.ts";
import { listProcessingEvents } from "#lib/images/processing-event-repository.ts";
import { MAX_RECEIVE_COUNT } from "#lib/processing/message.ts";
import { deleteObject, findObject, listKeys } from "#lib/storage/objects.ts";
import { getUsage } from "#lib/usage/usage-repository.ts";
import { countedDatabase } from "#tests/support/counted-database.ts";
import { jpegWithExif, smallPhoto, type TestFile } from "#tests/support/image-factory.ts";
import { expectedRenditions } from "#tests/support/rendition-names.ts";
import { startTestCloud, type TestCloud } from "#tests/support/test-cloud.ts";
import {
  announce,
  batch,
  delivery,
  startTestWorker,
  store,
  storedEvent,
  type TestWorker,
} from "#tests/support/test-worker.ts";
import { createHandler } from "#worker/create-handler.ts";
import { RendererError } from "#worker/render-child.ts";
import type { Renderer } from "#worker/renderer.ts";

/** Read, started, settled, ready; then its record, and whether the image still exists. */
const MAX_CALLS = 6;
const MAX_CALLS_UNTIL_READY = 4;

let cloud: TestCloud;
let worker: TestWorker;
let photo: TestFile;

beforeAll(async () => {
  cloud = await startTestCloud();
  worker = startTestWorker(cloud);
  photo = await jpegWithExif(6);
});
afterAll(async () => {
  await worker.stop();
  await cloud.stop();
});

const toImageId = (image: Image): ImageId => ({ ownerId: image.ownerId, imageId: image.id });
const now = (image: Image) => findImage(cloud.database, toImageId(image));
const listImageKeys = (image: Image) => listKeys(cloud.storage, renditionsPrefix(image.ownerId, image.id));
const allRenditions = (image: Image) =>
  expectedRenditions()
    .map((name) => renditionKey(image.ownerId, image.id, name))
    .sort();
const listSteps = async (image: Image) =>
  (await listProcessingEvents(cloud.database, image.id)).map(({ step }) => step);

async function storedImage(file: TestFile = photo): Promise<Image> {
  const image = await announce(cloud, file);
  await store(cloud, image, file.body);
  return image;
}

/** A worker whose renderer does something else first. */
function handlerWith(render: Renderer["render"]) {
  return createHandler({ ...worker.services, renderer: { ...worker.services.renderer, render } });
}

describe("a stored photo", () => {
  test("becomes ready with its renditions, its facts, its usage and its record", async () => {
    const image = await storedImage();
    expect(await worker.handle(batch(delivery(storedEvent(image))))).toEqual({ batchItemFailures: [] });

    expect(await now(image)).toMatchObject({
      status: "ready",
      width: 640,
      height: 480,
      takenAt: "2024-05-01T10:00:00+02:00",
      takenOffset: "+02:00",
      sortAt: "2024-05-01T10:00:00.000Z",
      thumbhash: expect.stringMatching(/^[\w+/=]{20,}$/),
      dominantColor: expect.stringMatching(/^#[0-9a-f]{6}$/),
      perceptualHash: expect.stringMatching(/^[0-9a-f]{16}$/),
      renditions: { thumbnail: { width: 128, height: 128 } },
    });
    expect((await listImageKeys(image)).sort()).toEqual(allRenditions(image));
    expect(await getUsage(cloud.database, image.ownerId)).toMatchObject({
      usedBytes: photo.body.length,
      committedBytes: photo.body.length,
      imageCount: 1,
      reservations: {},
    });
    const events = await listProcessingEvents(cloud.database, image.id);
    expect(events.map(({ step }) => step)).toEqual(["stored", "inspected", "rendered", "ready"]);
    expect(events.every((event) => event.attempt === 1 && event.traceId === image.traceId)).toBe(true);
    expect(events.find(({ step }) => step === "rendered")).toMatchObject({
      durationMs: expect.any(Number),
      peakMemoryBytes: expect.any(Number),
    });
  });

  test("takes six calls of the database, four of them until it is ready, figures apart", async () => {
    const image = await storedImage();
    const { database, calls, figureCalls } = countedDatabase(cloud.database);
    const handle = createHandler({ ...worker.services, database });
    await handle(batch(delivery(storedEvent(image))));
    expect(await now(image)).toMatchObject({ status: "ready" });
    expect(calls.length, calls.join(", ")).toBeLessThanOrEqual(MAX_CALLS);
    const becameReady = calls.lastIndexOf(`PutCommand USER#${image.ownerId}/IMAGE#${image.id}`);
    expect(becameReady + 1, calls.join(", ")).toBeLessThanOrEqual(MAX_CALLS_UNTIL_READY);
    // Of a batch, not of each picture: that a worker is alive, three spans of time, and the totals.
    expect(figureCalls.length, figureCalls.join(", ")).toBeLessThanOrEqual(5);
  });

  test("is reported by an uploader with an IPv6 address just as well", async () => {
    const image = await storedImage();
    const body = storedEvent(image, { sourceIp: "2001:db8::1" });
    expect(await worker.handle(batch(delivery(body)))).toEqual({ batchItemFailures: [] });
    expect(await now(image)).toMatchObject({ status: "ready" });
  });

  test("is found when its key arrives encoded", async () => {
    const image = await storedImage();
    const key = originalKey(image.ownerId, image.id).replaceAll("/", "%2F");
    await worker.handle(batch(delivery(storedEvent(image, { key }))));
    expect(await now(image)).toMatchObject({ status: "ready" });
  });

  test("is rendered once however often its event comes, also at the same moment", async () => {
    const image = await storedImage();
    const event = storedEvent(image);
    await worker.handle(batch(delivery(event), delivery(event)));
    await worker.handle(batch(delivery(event), delivery(event)));
    expect(await now(image)).toMatchObject({ status: "ready" });
    const steps = await listSteps(image);
    expect(steps.filter((step) => step === "ready")).toHaveLength(1);
    expect(steps.filter((step) => step === "duplicate_event")).toHaveLength(3);
    expect((await getUsage(cloud.database, image.ownerId)).usedBytes).toBe(photo.body.length);
  });

  test("that its owner moved to the trash meanwhile is finished there", async () => {
    const image = await storedImage();
    await setTrashed(cloud.database, toImageId(image), new Date().toISOString());
    await worker.handle(batch(delivery(storedEvent(image))));
    expect(await now(image)).toMatchObject({ status: "ready", trashedAt: expect.any(String) });
  });

  test("that failed is rendered when its owner asks for it again", async () => {
    const image = await storedImage();
    const failing = handlerWith(() => Promise.reject(new RendererError("as the test wants")));
    await failing(batch(delivery(storedEvent(image), MAX_RECEIVE_COUNT)));
    expect(await now(image)).toMatchObject({ status: "failed", failureCode: "internal" });
    await restartProcessing(cloud.database, toImageId(image), new Date().toISOString());
    const request = JSON.stringify({ kind: "render", ownerId: image.ownerId, imageId: image.id });
    await worker.handle(batch(delivery(request)));
    const ready = await now(image);
    expect(ready).toMatchObject({ status: "ready" });
    expect(ready?.failureCode).toBeUndefined();
  });
});

describe("messages that concern no image", () => {
  test.each([
    ["the test event of a bucket", JSON.stringify({ Service: "Amazon S3", Event: "s3:TestEvent", Bucket: "skylight" })],
    ["an event of another bucket", storedEvent({ id: ulid(), ownerId: ulid() }, { bucket: "somebody-elses" })],
    ["an event of a key that is none of ours", storedEvent({ id: "", ownerId: "" }, { key: "uploads/../secret" })],
    ["an event without objects", JSON.stringify({ Records: [] })],
  ])("are dropped: %s", async (_, body) => {
    expect(await worker.handle(batch(delivery(body)))).toEqual({ batchItemFailures: [] });
  });

  test("are handed back when nobody can read them, so that the dead-letter queue shows them", async () => {
    const unreadable = delivery("{not json");
    const image = await storedImage();
    const { batchItemFailures } = await worker.handle(batch(unreadable, delivery(storedEvent(image))));
    expect(batchItemFailures).toEqual([{ itemIdentifier: unreadable.messageId }]);
    expect(await now(image)).toMatchObject({ status: "ready" });
  });
});

describe("an image that was removed for good", () => {
  test("before its event came leaves neither original nor renditions", async () => {
    const image = await storedImage();
    await deleteImage(cloud, toImageId(image));
    await store(cloud, image, photo.body);
    expect(await worker.handle(batch(delivery(storedEvent(image))))).toEqual({ batchItemFailures: [] });
    expect(await findObject(cloud.storage, originalKey(image.ownerId, image.id))).toBeUndefined();
    expect(await listImageKeys(image)).toEqual([]);
  });

  test("while it was being rendered leaves nothing, and its usage is given back", async () => {
    const image = await storedImage();
    const removing = handlerWith(async (job, onInspected) => {
      const picture = await worker.services.renderer.render(job, onInspected);
      await deleteImage(cloud, toImageId(image));
      return picture;
    });
    expect(await removing(batch(delivery(storedEvent(image))))).toEqual({ batchItemFailures: [] });
    expect(await now(image)).toBeUndefined();
    expect(await listImageKeys(image)).toEqual([]);
    expect(await listSteps(image)).toEqual([]);
    expect(await getUsage(cloud.database, image.ownerId)).toMatchObject({
      usedBytes: 0,
      imageCount: 0,
      reservations: {},
    });
  });
});

describe("an original", () => {
  test("of another content than announced fails the image once", async () => {
    const image = await announce(cloud, photo);
    await store(cloud, image, (await smallPhoto(1)).body);
    expect(await worker.handle(batch(delivery(storedEvent(image))))).toEqual({ batchItemFailures: [] });
    expect(await now(image)).toMatchObject({ status: "failed", failureCode: "checksum_mismatch" });
    const usage = await getUsage(cloud.database, image.ownerId);
    expect(usage.usedBytes).toBe((await now(image))?.bytes);
    expect(usage.reservations).toEqual({});
  });

  test("overwritten after it was rendered takes the renditions with it", async () => {
    const image = await storedImage();
    await worker.handle(batch(delivery(storedEvent(image, { sequencer: "01" }))));
    await store(cloud, image, (await smallPhoto(2)).body);
    await worker.handle(batch(delivery(storedEvent(image, { sequencer: "02" }))));
    expect(await now(image)).toMatchObject({ status: "failed", failureCode: "checksum_mismatch" });
    expect(await listImageKeys(image)).toEqual([]);
  });

  test("whose older event comes late changes nothing", async () => {
    const image = await storedImage();
    await worker.handle(batch(delivery(storedEvent(image, { sequencer: "0055AED6DCD90281E5" }))));
    const ready = await now(image);
    await worker.handle(batch(delivery(storedEvent(image, { sequencer: "0055AED6DCD90281E4" }))));
    expect(await now(image)).toEqual(ready);
    expect(await listImageKeys(image)).toHaveLength(expectedRenditions().length);
  });

  test("larger than accepted is not read", async () => {
    const small = startTestWorker(cloud, { MAX_UPLOAD_BYTES: "1000" });
    const image = await storedImage();
    await small.handle(batch(delivery(storedEvent(image))));
    await small.stop();
    expect(await now(image)).toMatchObject({ status: "failed", failureCode: "too_large" });
  });

  test("that is missing is waited for, and given up at the last receive", async () => {
    const image = await announce(cloud, photo);
    const first = delivery(storedEvent(image));
    expect((await worker.handle(batch(first))).batchItemFailures).toEqual([{ itemIdentifier: first.messageId }]);
    expect(await now(image)).toMatchObject({ status: "uploading" });
    const last = delivery(storedEvent(image), MAX_RECEIVE_COUNT);
    expect((await worker.handle(batch(last))).batchItemFailures).toEqual([{ itemIdentifier: last.messageId }]);
    expect(await now(image)).toMatchObject({ status: "failed", failureCode: "internal" });
    expect(await listSteps(image)).toEqual(["attempt_failed", "failed"]);
  });

  test("that was deleted meanwhile, with its image, is no failure", async () => {
    const image = await announce(cloud, photo);
    await deleteImage(cloud, toImageId(image));
    await deleteObject(cloud.storage, originalKey(image.ownerId, image.id));
    expect(await worker.handle(batch(delivery(storedEvent(image))))).toEqual({ batchItemFailures: [] });
  });
});

describe("a fault of ours", () => {
  test("is retried until it is gone, and settles the usage once", async () => {
    const image = await storedImage();
    const failing = handlerWith(() => Promise.reject(new RendererError("as the test wants")));
    const record = delivery(storedEvent(image));
    expect((await failing(batch(record))).batchItemFailures).toEqual([{ itemIdentifier: record.messageId }]);
    expect(await now(image)).toMatchObject({ status: "processing" });
    expect((await worker.handle(batch(delivery(storedEvent(image), 2)))).batchItemFailures).toEqual([]);
    expect(await now(image)).toMatchObject({ status: "ready" });
    expect((await getUsage(cloud.database, image.ownerId)).usedBytes).toBe(photo.body.length);
    expect(await listSteps(image)).toEqual(["stored", "attempt_failed", "stored", "inspected", "rendered", "ready"]);
  });

  test("that ended one receive for good does not undo another that succeeds", async () => {
    const image = await storedImage();
    const failing = handlerWith(() => Promise.reject(new RendererError("as the test wants")));
    const overtaken = handlerWith(async (job) => {
      const picture = await worker.services.renderer.render(job);
      await failing(batch(delivery(storedEvent(image), MAX_RECEIVE_COUNT)));
      return picture;
    });
    await overtaken(batch(delivery(storedEvent(image))));
    expect(await now(image)).toMatchObject({ status: "ready" });
    expect(await listImageKeys(image)).toHaveLength(expectedRenditions().length);
  });

  test("after a crash between rendering and finishing leaves the same result", async () => {
    const image = await storedImage();
    await startProcessing(cloud.database, toImageId(image), { at: new Date().toISOString(), sequencer: "01" });
    await worker.handle(batch(delivery(storedEvent(image, { sequencer: "01" }), 2)));
    expect(await now(image)).toMatchObject({ status: "ready" });
    expect(
      await completeProcessing(cloud.database, toImageId(image), {} as never, new Date().toISOString()),
      "it is ready, so nothing can complete it again",
    ).toBeUndefined();
  });

  test("of one record leaves the others of its batch alone", async () => {
    const images = await Promise.all([1, 2, 3, 4].map(async (seed) => storedImage(await smallPhoto(seed))));
    const missing = await announce(cloud, photo);
    const lost = delivery(storedEvent(missing));
    const records = [...images.map((image) => delivery(storedEvent(image))), lost];
    expect((await worker.handle(batch(...records))).batchItemFailures).toEqual([{ itemIdentifier: lost.messageId }]);
    for (const image of images) expect(await now(image)).toMatchObject({ status: "ready" });
  });

  test("is not risked when the time left would not suffice", async () => {
    const image = await storedImage();
    const record = delivery(storedEvent(image));
    const answer = await worker.handle(batch(record), { getRemainingTimeInMillis: () => 1_000 });
    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: record.messageId }]);
    expect(await now(image)).toMatchObject({ status: "uploading" });
  });
});
