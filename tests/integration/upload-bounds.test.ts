import { describe, expect, test } from "vitest";
import type { User } from "#lib/accounts/user.ts";
import { trashImage } from "#lib/images/change-images.ts";
import { deleteTrashedImage } from "#lib/images/delete-image.ts";
import { findImage, findImageIncludingDeleting } from "#lib/images/image-repository.ts";
import { originalKey } from "#lib/images/object-keys.ts";
import { listImageEvents } from "#lib/images/view-images.ts";
import { countActive } from "#lib/metrics/counter-repository.ts";
import { sweepOpenImages } from "#lib/processing/sweep-open-images.ts";
import { findObject } from "#lib/storage/objects.ts";
import { beginUpload } from "#lib/uploads/begin-upload.ts";
import { storeUpload } from "#lib/uploads/direct-upload.ts";
import { getUsage } from "#lib/usage/usage-repository.ts";
import { countedDatabase } from "#tests/support/counted-database.ts";
import { someUser } from "#tests/support/test-services.ts";
import { provideServices } from "#tests/support/test-world.ts";
import { beginNewUpload, makeReady, sendBytes, someFile } from "#tests/support/upload-steps.ts";

const QUOTA = 100_000;
const FILE = 20_000;
const KEPT_DAYS = 14;
const UPLOAD_URL_SECONDS = 900;

/** Storage that keeps versions of what is deleted, as the bucket on AWS does. */
const world = provideServices({
  USER_QUOTA_BYTES: String(QUOTA),
  DELETED_KEPT_DAYS: String(KEPT_DAYS),
  UPLOAD_URL_SECONDS: String(UPLOAD_URL_SECONDS),
});
/** The same on one machine, where nothing is kept. */
const keepingNothing = () => ({ ...world.services, config: { ...world.services.config, deletedKeptDays: 0 } });
const photo = (body: Uint8Array) => ({ fileName: "photo.jpg", contentType: "image/jpeg" as const, body });
const minutesAfterUrlsEnded = (minutes: number) => new Date(Date.now() + UPLOAD_URL_SECONDS * 1000 + minutes * 60_000);

async function storeAndDelete(user: User): Promise<void> {
  const { image } = await storeUpload(world.services, user, photo(someFile(FILE).body));
  await makeReady(world.services, image);
  await trashImage(world.services, user, image.id);
  await deleteTrashedImage(world.services, user, image.id);
}

describe("what is reserved", () => {
  test("is what may be stored, also when a file was announced as smaller than it is", async () => {
    const user = someUser();
    for (let index = 0; index < QUOTA / FILE; index++) {
      const { body, announcement } = someFile(FILE);
      await beginUpload(keepingNothing(), user, { ...announcement, bytes: 1 });
      const { image } = await storeUpload(keepingNothing(), user, photo(body));
      expect(image.bytes).toBe(FILE);
      await makeReady(keepingNothing(), image);
    }
    const { body, announcement } = someFile(FILE);
    await expect(beginUpload(keepingNothing(), user, { ...announcement, bytes: FILE })).rejects.toMatchObject({
      code: "quota_exceeded",
    });
    await expect(storeUpload(keepingNothing(), user, photo(body))).rejects.toMatchObject({ code: "quota_exceeded" });
    expect((await getUsage(world.services.database, user.id)).usedBytes).toBe(QUOTA);
  });

  test("follows the last announcement of a file whose bytes have not arrived", async () => {
    const user = someUser();
    const file = someFile(FILE);
    await beginUpload(world.services, user, { ...file.announcement, bytes: FILE - 1 });
    const { image, upload } = await beginNewUpload(world.services, user, file);
    expect(image.bytes).toBe(FILE);
    expect((await sendBytes(upload, file.body)).status).toBe(200);
    // The bytes are here: nobody can announce them away.
    const answer = await beginUpload(world.services, user, { ...file.announcement, bytes: 1 });
    expect(answer).toMatchObject({ duplicate: true, image: { id: image.id } });
  });
});

describe("what was deleted and is still kept", () => {
  test("counts, so that storing and deleting in turn ends at twice the quota", async () => {
    const user = someUser();
    for (let bytes = 0; bytes + FILE <= 2 * QUOTA; bytes += FILE) await storeAndDelete(user);
    expect((await getUsage(world.services.database, user.id)).usedBytes).toBe(0);
    await expect(storeAndDelete(user)).rejects.toMatchObject({
      code: "quota_exceeded",
      details: { availableBytes: 0, deletedBytes: 2 * QUOTA },
    });
  });

  test("holds nobody up where storage keeps nothing", async () => {
    const user = someUser();
    for (let bytes = 0; bytes + FILE <= 2 * QUOTA; bytes += FILE) await storeAndDelete(user);
    expect("upload" in (await beginUpload(keepingNothing(), user, someFile(FILE).announcement))).toBe(true);
  });

  test("one upload URL stores once, however often its image is deleted", async () => {
    const user = someUser();
    const { database, storage } = world.services;
    const file = someFile(FILE);
    const { image, upload } = await beginNewUpload(world.services, user, file);
    const id = { ownerId: user.id, imageId: image.id };
    await deleteTrashedImage(world.services, user, image.id);
    expect(await findImage(database, id)).toBeUndefined();

    expect((await sendBytes(upload, file.body)).status).toBe(200);
    await sweepOpenImages(world.services, new Date(Date.now() + 3 * 60_000));
    expect((await sendBytes(upload, file.body)).status).toBe(412);

    // A PUT that began at the end of the URL's life may take an hour.
    await sweepOpenImages(world.services, minutesAfterUrlsEnded(55));
    expect((await getUsage(database, user.id)).committedBytes).toBe(FILE);
    await sweepOpenImages(world.services, minutesAfterUrlsEnded(63));
    expect(await findImageIncludingDeleting(database, id)).toBeUndefined();
    expect(await findObject(storage, originalKey(user.id, image.id))).toBeUndefined();
    const usage = await getUsage(database, user.id);
    expect(usage).toMatchObject({ committedBytes: 0, reservations: {} });
    expect(Object.values(usage.deleted)).toEqual([FILE]);
  });
});

describe("an announcement", () => {
  test.each([
    ["first of a user", false],
    ["later one", true],
  ])("takes at most five calls of the database, activity figures apart: the %s", async (_, hasUploaded) => {
    const user = someUser();
    if (hasUploaded) await beginUpload(world.services, user, someFile().announcement);
    const { database, calls } = countedDatabase(world.services.database);
    // As on every process that has seen the user within the last five minutes.
    await countActive(database, user.id);
    calls.length = 0;
    await beginUpload({ ...world.services, database }, user, someFile().announcement);
    expect(calls.length, calls.join(", ")).toBeLessThanOrEqual(5);
  });

  test("is as cheap when many begin at once", async () => {
    const user = someUser();
    const { database, calls } = countedDatabase(world.services.database);
    await countActive(database, user.id);
    calls.length = 0;
    const [count, bytes] = [8, 1_000];
    await Promise.all(
      Array.from({ length: count }, () =>
        beginUpload({ ...world.services, database }, user, someFile(bytes).announcement),
      ),
    );
    expect(calls.length, calls.join(", ")).toBeLessThanOrEqual(5 * count);
  });

  test("does not wait for activity figures", async () => {
    const { database } = world.services;
    const held = new Proxy(database.client, {
      get(target, property, receiver) {
        if (property !== "send") return Reflect.get(target, property, receiver);
        return (...args: Parameters<typeof target.send>) => {
          const { Item, Key } = args[0].input as { Item?: { pk: string }; Key?: { pk: string; sk: string } };
          const isFigure = Item?.pk.startsWith("ACTIVE#") || Key?.sk === "ACTIVE" || Key?.pk.startsWith("COUNT#");
          return isFigure ? new Promise(() => {}) : target.send(...args);
        };
      },
    });
    const services = { ...world.services, database: { ...database, client: held } };
    expect("upload" in (await beginUpload(services, someUser(), someFile().announcement))).toBe(true);
  });

  test("begins the image's processing record", async () => {
    const user = someUser();
    const { image } = await beginNewUpload(world.services, user, someFile());
    expect(await listImageEvents(world.services, user, image.id)).toEqual([
      { at: image.uploadedAt, step: "upload_begun", traceId: image.traceId },
    ]);
  });
});
