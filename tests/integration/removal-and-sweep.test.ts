import { DeleteMessageCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { describe, expect, test } from "vitest";
import type { Database } from "#lib/database/database.ts";
import { findContentClaim } from "#lib/images/content-claim-repository.ts";
import { deleteImage } from "#lib/images/delete-image.ts";
import { findImage, findImageIncludingDeleting, startProcessing } from "#lib/images/image-repository.ts";
import { originalKey, renditionKey } from "#lib/images/object-keys.ts";
import { listProcessingEvents } from "#lib/images/processing-event-repository.ts";
import { sweepOpenImages } from "#lib/processing/sweep-open-images.ts";
import { countMessages } from "#lib/queue/queue.ts";
import type { Services } from "#lib/services.ts";
import { findObject, writeObject } from "#lib/storage/objects.ts";
import { beginUpload } from "#lib/uploads/begin-upload.ts";
import { getUsage, listUsersWithOldReservations, reservedAt } from "#lib/usage/usage-repository.ts";
import { someUser } from "#tests/support/test-services.ts";
import { provideServices } from "#tests/support/test-world.ts";
import { beginNewUpload, makeReady, sendBytes, someFile } from "#tests/support/upload-steps.ts";

const HOUR_MS = 3_600_000;
/** From so old on reservations are looked at. */
const UPLOAD_LIMIT_MS = 2 * HOUR_MS;

const world = provideServices();

/** The same services, whose process dies at its nth call to the database. */
function servicesThatDieAt(services: Services, call: number): { services: Services; calls: () => number } {
  let calls = 0;
  const client = new Proxy(services.database.client, {
    get(target, property, receiver) {
      if (property !== "send") return Reflect.get(target, property, receiver);
      return (...args: Parameters<typeof target.send>) => {
        calls += 1;
        if (calls >= call) return Promise.reject(new Error("the process died"));
        return target.send(...args);
      };
    },
  });
  const database: Database = { ...services.database, client };
  return { services: { ...services, database }, calls: () => calls };
}

async function readyImage(user = someUser()) {
  const file = someFile();
  const { image, upload } = await beginNewUpload(world.services, user, file);
  await sendBytes(upload, file.body);
  await makeReady(world.services, image);
  await writeObject(world.services.storage, renditionKey(user.id, image.id, "thumbnail"), file.body, {
    contentType: "image/webp",
  });
  return { user, image, file, id: { ownerId: user.id, imageId: image.id } };
}

async function drainQueue(): Promise<string[]> {
  const { client, url } = world.services.queue;
  const bodies: string[] = [];
  while ((await countMessages({ client, url })) > 0) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, VisibilityTimeout: 600 }),
    );
    if (Messages.length === 0) break;
    bodies.push(...Messages.map(({ Body = "" }) => Body));
    for (const { ReceiptHandle } of Messages)
      await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
  }
  return bodies;
}

async function expectNothingLeft(user: { id: string }, image: { id: string; sha256: string }) {
  const { database, storage } = world.services;
  expect(await findImageIncludingDeleting(database, { ownerId: user.id, imageId: image.id })).toBeUndefined();
  expect(await findObject(storage, originalKey(user.id, image.id))).toBeUndefined();
  expect(await findObject(storage, renditionKey(user.id, image.id, "thumbnail"))).toBeUndefined();
  expect(await listProcessingEvents(database, image.id)).toEqual([]);
  expect(await findContentClaim(database, { ownerId: user.id, sha256: image.sha256 })).toBeUndefined();
  expect(await getUsage(database, user.id)).toMatchObject({
    usedBytes: 0,
    committedBytes: 0,
    imageCount: 0,
    reservations: {},
  });
}

describe("removing an image for good", () => {
  test("leaves nothing of it, and subtracts it once however often it runs", async () => {
    const { user, image, id } = await readyImage();
    await Promise.all([1, 2, 3].map(() => deleteImage(world.services, id)));
    await deleteImage(world.services, id);
    await expectNothingLeft(user, image);
  });

  test("converges after dying at any of its writes", async () => {
    for (let call = 1; ; call++) {
      const { user, image, id } = await readyImage();
      const dying = servicesThatDieAt(world.services, call);
      const died = await deleteImage(dying.services, id).then(
        () => false,
        () => true,
      );
      // The first call only reads.
      if (call > 2) expect(await findImage(world.services.database, id)).toBeUndefined();
      await deleteImage(world.services, id);
      await expectNothingLeft(user, image);
      if (!died) break;
    }
  });

  test("is finished by the sweep when it ended midway", async () => {
    const { user, image, id } = await readyImage();
    await deleteImage(servicesThatDieAt(world.services, 3).services, id).catch(() => undefined);
    await drainQueue();
    expect((await sweepOpenImages(world.services, new Date(Date.now() + HOUR_MS))).removed).toBeGreaterThan(0);
    await expectNothingLeft(user, image);
  });
});

describe("the sweep", () => {
  test("gives everything back that beginning an upload left when it died at any of its writes", async () => {
    for (let call = 1; ; call++) {
      const user = someUser();
      const dying = servicesThatDieAt(world.services, call);
      const died = await beginUpload(dying.services, user, someFile().announcement).then(
        () => false,
        () => true,
      );
      await drainQueue();
      await sweepOpenImages(world.services, new Date(Date.now() + 3 * HOUR_MS));
      expect(await getUsage(world.services.database, user.id)).toMatchObject({ committedBytes: 0, reservations: {} });
      if (!died) break;
    }
  });

  test("asks for rendering when a stored file's event never came", async () => {
    const user = someUser();
    const file = someFile();
    const { image, upload } = await beginNewUpload(world.services, user, file);
    await sendBytes(upload, file.body);
    await drainQueue();
    const report = await sweepOpenImages(world.services, new Date(Date.now() + HOUR_MS));
    expect(report.requested).toBe(1);
    expect((await drainQueue()).map((body) => JSON.parse(body))).toContainEqual({
      kind: "render",
      ownerId: user.id,
      imageId: image.id,
    });
  });

  test("meets a user whose uploads ended once more at most, and keeps what is still open in sight", async () => {
    const { database } = world.services;
    const user = someUser();
    const { image: settled } = await beginNewUpload(world.services, user, someFile());
    const listed = (before: number) =>
      listUsersWithOldReservations(database, new Date(before).toISOString(), 1_000).then((ids) =>
        ids.includes(user.id),
      );
    const settledFrom = reservedAt(settled.id);
    const { image: open } = await beginNewUpload(world.services, user, someFile());
    await makeReady(world.services, settled);
    expect(await listed(settledFrom + 1)).toBe(true);

    // When only the first of the two would be old enough.
    await sweepOpenImages(world.services, new Date(settledFrom + 1 + UPLOAD_LIMIT_MS));
    expect(await listed(reservedAt(open.id))).toBe(false);
    expect(await listed(reservedAt(open.id) + 1)).toBe(true);

    await makeReady(world.services, open);
    await sweepOpenImages(world.services, new Date(Date.now() + 3 * HOUR_MS));
    expect(await listed(Date.now() + HOUR_MS)).toBe(false);
  });

  test("counts nothing where the image is gone by the time that its turn comes", async () => {
    const { image } = await beginNewUpload(world.services, someUser(), someFile());
    const id = { ownerId: image.ownerId, imageId: image.id };
    const client = new Proxy(world.services.storage.client, {
      get(target, property, receiver) {
        if (property !== "send") return Reflect.get(target, property, receiver);
        // What the sweep does first with an upload is to ask whether its bytes are there.
        return async (...args: Parameters<typeof target.send>) => {
          await deleteImage(world.services, id);
          return target.send(...args);
        };
      },
    });
    const services = { ...world.services, storage: { ...world.services.storage, client } };
    const report = await sweepOpenImages(services, new Date(Date.now() + 3 * HOUR_MS));
    expect(report.abandoned).toBe(0);
    expect(await findImageIncludingDeleting(world.services.database, id)).toBeUndefined();
  });

  test("leaves an image alone while messages wait in the queue", async () => {
    const file = someFile();
    const { upload } = await beginNewUpload(world.services, someUser(), file);
    await sendBytes(upload, file.body);
    expect(await sweepOpenImages(world.services, new Date(Date.now() + HOUR_MS))).toMatchObject({
      requested: 0,
      abandoned: 0,
      failed: 0,
    });
    await drainQueue();
  });

  test("shows an image as failed and retryable whose worker was lost for good", async () => {
    const { image } = await beginNewUpload(world.services, someUser(), someFile());
    const id = { ownerId: image.ownerId, imageId: image.id };
    await startProcessing(world.services.database, id, {
      at: new Date().toISOString(),
      sequencer: undefined,
      bytes: image.bytes,
      evenIfSettled: false,
    });
    await drainQueue();
    await sweepOpenImages(world.services, new Date(Date.now() + HOUR_MS));
    expect(await findImage(world.services.database, id)).toMatchObject({ status: "failed", failureCode: "internal" });
    expect((await listProcessingEvents(world.services.database, image.id)).at(-1)).toMatchObject({ step: "failed" });
  });
});
