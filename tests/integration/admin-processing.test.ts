import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { ulid } from "ulid";
import { describe, expect, test } from "vitest";
import { listAudit } from "#lib/audit/list-audit.ts";
import type { Image } from "#lib/images/image.ts";
import {
  createImage,
  failProcessing,
  findImage,
  setTrashed,
  startProcessing,
  touchUpload,
} from "#lib/images/image-repository.ts";
import { originalKey } from "#lib/images/object-keys.ts";
import { readCounts, readTotals } from "#lib/metrics/counter-repository.ts";
import { addUp, readyTimeQuantile } from "#lib/metrics/counters.ts";
import { startOfBucket } from "#lib/metrics/time-bucket.ts";
import { getOverview } from "#lib/operations/get-overview.ts";
import { discardFailures, retryFailures } from "#lib/operations/repair-failures.ts";
import { viewProcessingRecord } from "#lib/operations/view-image.ts";
import {
  getFailureGroup,
  getProcessing,
  listOpenFailureGroups,
  listStuckImages,
} from "#lib/operations/view-processing.ts";
import { collectDeadLetters } from "#lib/processing/collect-dead-letters.ts";
import { countDeadLetters, countMessages } from "#lib/queue/queue.ts";
import { deleteObject } from "#lib/storage/objects.ts";
import { pngWithAlpha, type TestFile, truncated } from "#tests/support/image-factory.ts";
import { someImage } from "#tests/support/store-images.ts";
import { someUser } from "#tests/support/test-services.ts";
import { announce, batch, delivery, store, storedEvent } from "#tests/support/test-worker.ts";
import { provideServices, provideWorker } from "#tests/support/test-world.ts";

const admin = { actor: { kind: "user", id: "ADMIN", email: "admin@example.org" } } as const;
const LAST_ATTEMPT = 5;

const world = provideServices();
const worker = provideWorker(world);

const toImageId = (image: Image) => ({ ownerId: image.ownerId, imageId: image.id });
const getStatus = async (image: Image) => (await findImage(world.services.database, toImageId(image)))?.status;
const groupsNow = () => listOpenFailureGroups(world.services);

/** An image whose upload has come in and was handed to the worker. */
async function process(file: TestFile, options: { attempt?: number; loseOriginal?: boolean } = {}): Promise<Image> {
  const image = await announce(world.cloud, file);
  await store(world.cloud, image, file.body);
  if (options.loseOriginal) await deleteObject(world.cloud.storage, originalKey(image.ownerId, image.id));
  await worker.handle(batch(delivery(storedEvent(image), options.attempt)));
  return image;
}

async function brokenPicture(): Promise<Image> {
  return process(truncated(await pngWithAlpha(), 0.02 + Math.random() * 0.04));
}

async function sendDeadLetter(body: string): Promise<void> {
  const { client, deadLetterUrl } = world.services.queue;
  await client.send(new SendMessageCommand({ QueueUrl: deadLetterUrl, MessageBody: body }));
}

describe("failures", () => {
  test("of one kind stand together, with where and why, until they are retried", async () => {
    const images = [await brokenPicture(), await brokenPicture()];
    const group = (await groupsNow()).find(({ code }) => code === "corrupt_image");
    expect(group).toMatchObject({ stage: "render", contentType: "image/png", count: 2 });
    const { failures } = await getFailureGroup(world.services, { fingerprint: group?.fingerprint ?? "", limit: 10 });
    expect(failures.map((failure) => failure.kind === "image" && failure.imageId).sort()).toEqual(
      images.map(({ id }) => id).sort(),
    );

    const before = await countMessages(world.services.queue);
    const selection = { fingerprint: group?.fingerprint };
    const both = await Promise.all([
      retryFailures(world.services, admin, selection),
      retryFailures(world.services, admin, selection),
    ]);
    expect(both.reduce((sum, { done }) => sum + done, 0)).toBe(2);
    expect(await retryFailures(world.services, admin, selection)).toEqual({ done: 0, isMore: false });
    expect((await countMessages(world.services.queue)) - before).toBe(2);
    for (const image of images) expect(await getStatus(image)).toBe("processing");
    expect((await groupsNow()).find(({ code }) => code === "corrupt_image")).toBeUndefined();
  });

  test("are all retried once, oldest first, though some fail again while others are still to come", async () => {
    const { database } = world.services;
    const count = 130;
    const ownerId = someUser().id;
    const hourAgoMs = Date.now() - 60 * 60_000;
    const images = Array.from({ length: count }, (_, index): Image => {
      const image = someImage(ownerId, ulid(), new Date(hourAgoMs + index).toISOString());
      return { ...image, status: "failed", failureCode: index % 2 === 0 ? "too_complex" : "too_large" };
    });
    await Promise.all(images.map((image) => createImage(database, image)));
    const retried = new Map<string, number>();
    let cursor: string | undefined;
    do {
      const report = await retryFailures(world.services, admin, { all: true, cursor });
      cursor = report.nextCursor;
      // The worker fails them again before the next call comes.
      const at = new Date().toISOString();
      const failing = images.map((image) => failProcessing(database, toImageId(image), "too_large", at));
      for (const failed of await Promise.all(failing)) {
        if (failed) retried.set(failed.id, (retried.get(failed.id) ?? 0) + 1);
      }
    } while (cursor !== undefined && retried.size <= count);
    expect(retried.size).toBe(count);
    expect(new Set(retried.values())).toEqual(new Set([1]));
    do {
      cursor = (await discardFailures(world.services, admin, { all: true, cursor }, "Tried twice.")).nextCursor;
    } while (cursor !== undefined);
    expect(await groupsNow()).toEqual([]);
  }, 60_000);

  test("that are discarded leave the list with a reason, and stay failed for their owner", async () => {
    const image = await brokenPicture();
    const reason = "The sender was told.";
    expect(await discardFailures(world.services, admin, { images: [toImageId(image)] }, reason)).toMatchObject({
      done: 1,
    });
    expect(await getStatus(image)).toBe("failed");
    expect((await groupsNow()).find(({ code }) => code === "corrupt_image")).toBeUndefined();
    const { events } = await listAudit(world.services, { action: "failures_discarded", limit: 1 });
    expect(events[0]).toMatchObject({ actor: { id: "ADMIN" }, details: { count: 1, reason } });
  });

  test("in somebody's trash are nobody's concern", async () => {
    const image = await brokenPicture();
    await setTrashed(world.services.database, toImageId(image), new Date().toISOString());
    expect((await groupsNow()).find(({ code }) => code === "corrupt_image")).toBeUndefined();
  });

  test("of ours name the stage that failed, and open their record", async () => {
    const image = await process(await pngWithAlpha(), { attempt: LAST_ATTEMPT, loseOriginal: true });
    const group = (await groupsNow()).find(({ message }) => message === "MissingOriginalError");
    expect(group).toMatchObject({ stage: "fetch", code: "internal", count: 1 });
    const record = await viewProcessingRecord(world.services, admin, toImageId(image));
    expect(record.image).toMatchObject({ status: "failed", failureFingerprint: group?.fingerprint });
    expect(record.events.at(-1)).toMatchObject({ step: "failed", attempt: LAST_ATTEMPT });
    const { events } = await listAudit(world.services, { userId: image.ownerId, limit: 5 });
    expect(events).toEqual([expect.objectContaining({ action: "image_viewed" })]);
  });
});

describe("dead letters", () => {
  test("of images whose worker died become failures that can be retried", async () => {
    const image = await announce(world.cloud, await pngWithAlpha());
    await sendDeadLetter(storedEvent(image));
    expect(await collectDeadLetters(world.services)).toMatchObject({ failed: 1 });
    expect(await getStatus(image)).toBe("failed");
    expect(await countDeadLetters(world.services.queue)).toBe(0);
    const group = (await groupsNow()).find(({ stage }) => stage === "worker");
    expect(group).toMatchObject({ code: "internal", count: 1 });
    expect(await retryFailures(world.services, admin, { images: [toImageId(image)] })).toMatchObject({ done: 1 });
    expect(await retryFailures(world.services, admin, { fingerprint: group?.fingerprint })).toMatchObject({ done: 0 });
  });

  test("of images that are well or gone are dropped", async () => {
    const image = await process(await pngWithAlpha());
    expect(await getStatus(image)).toBe("ready");
    await sendDeadLetter(storedEvent(image));
    await sendDeadLetter(storedEvent({ id: "01ARZ3NDEKTSV4RRFFQ69G5FAV", ownerId: "01ARZ3NDEKTSV4RRFFQ69G5FAW" }));
    expect(await collectDeadLetters(world.services)).toEqual({ failed: 0, kept: 0, dropped: 2 });
    expect(await getStatus(image)).toBe("ready");
  });

  test("that nobody can read are kept, shown, and sent again or discarded", async () => {
    const bodies = ["this is no JSON", '{"kind":"nonsense"}', "neither is this"];
    for (const body of bodies) await sendDeadLetter(body);
    expect(await collectDeadLetters(world.services)).toMatchObject({ kept: 3 });
    const group = (await groupsNow()).find(({ stage }) => stage === "queue");
    expect(group).toMatchObject({ code: "unreadable_message", count: 3 });
    const fingerprint = group?.fingerprint ?? "";
    const { failures } = await getFailureGroup(world.services, { fingerprint, limit: 10 });
    const messages = failures.filter((failure) => failure.kind === "message");
    expect(messages.map(({ body }) => body).sort()).toEqual([...bodies].sort());

    const before = await countMessages(world.services.queue);
    const messageIds = messages.slice(0, 1).map(({ messageId }) => messageId);
    expect(await retryFailures(world.services, admin, { messageIds })).toMatchObject({ done: 1 });
    expect(await retryFailures(world.services, admin, { messageIds })).toMatchObject({ done: 0 });
    expect((await countMessages(world.services.queue)) - before).toBe(1);
    expect(await discardFailures(world.services, admin, { fingerprint }, "Typed by hand.")).toMatchObject({ done: 2 });
    expect((await groupsNow()).find(({ stage }) => stage === "queue")).toBeUndefined();
  });
});

test("an image that waits too long is named with what it waits for, and can be rendered now", async () => {
  const [lost, unsent] = [
    await announce(world.cloud, await pngWithAlpha()),
    await announce(world.cloud, await pngWithAlpha()),
  ];
  await store(world.cloud, lost, (await pngWithAlpha()).body);
  expect((await listStuckImages(world.services)).map(({ imageId }) => imageId)).not.toContain(lost.id);
  const later = new Date(Date.now() + 10 * 60_000);
  const stuck = await listStuckImages(world.services, later);
  expect(stuck.find(({ imageId }) => imageId === lost.id)).toMatchObject({ status: "uploading", isRetryable: true });
  expect(stuck.find(({ imageId }) => imageId === unsent.id)).toMatchObject({ isRetryable: false });
  const before = await countMessages(world.services.queue);
  const images = [lost, unsent].map(toImageId);
  expect(await retryFailures(world.services, admin, { images })).toMatchObject({ done: 0 });
  expect(await retryFailures(world.services, admin, { images }, later)).toMatchObject({ done: 1 });
  expect(await retryFailures(world.services, admin, { images }, later)).toMatchObject({ done: 0 });
  expect((await countMessages(world.services.queue)) - before).toBe(1);
});

test("what happens is counted, and images are known by state", async () => {
  const hour = startOfBucket("hour", new Date());
  const counted = async () => addUp(await readCounts(world.services.database, "hour", [hour]));
  const [before, totals] = [await counted(), await readTotals(world.services.database)];
  const image = await process(await pngWithAlpha());
  await brokenPicture();
  const after = await counted();
  const grown = (name: "uploads" | "ready" | "failed" | "failed_corrupt_image") =>
    (after[name] ?? 0) - (before[name] ?? 0);
  expect([grown("uploads"), grown("ready"), grown("failed"), grown("failed_corrupt_image")]).toEqual([2, 1, 1, 1]);
  expect(readyTimeQuantile(after, 0.5)).toBeGreaterThan(0);
  const now = await readTotals(world.services.database);
  expect(now.images - totals.images).toBe(2);
  expect(now.bytes - totals.bytes).toBeGreaterThan(image.bytes);
  const { images, queue } = await getProcessing(world.services);
  expect(images).toMatchObject({ failed: expect.any(Number), isMore: false });
  expect(images.ready).toBeGreaterThan(0);
  expect(queue.deadLetters).toBe(0);
});

test("the image that processes longest is found behind uploads that are older", async () => {
  const { database } = world.services;
  // Enough for one at the head of every shard.
  const file = await pngWithAlpha();
  const uploads = await Promise.all(Array.from({ length: 16 }, () => announce(world.cloud, file)));
  for (const upload of uploads) await touchUpload(database, toImageId(upload), "1999-01-01T00:00:00.000Z");
  const processing = await announce(world.cloud, file);
  await startProcessing(database, toImageId(processing), { at: "2000-01-01T00:00:00.000Z", sequencer: undefined });
  const now = new Date("2000-01-01T00:01:00.000Z");
  expect((await getOverview(world.services, "hour", now)).queue.oldestSeconds).toBe(60);
});
