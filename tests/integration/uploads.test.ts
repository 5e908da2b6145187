import { describe, expect, test } from "vitest";
import { trashImage } from "#lib/images/change-images.ts";
import { failProcessing, getImage, startProcessing } from "#lib/images/image-repository.ts";
import { originalKey } from "#lib/images/object-keys.ts";
import { imageQuerySchema } from "#lib/library/image-query.ts";
import { listImages } from "#lib/library/list-images.ts";
import { deleteObject, findObject, readObject } from "#lib/storage/objects.ts";
import { signDownload, signUpload } from "#lib/storage/signing.ts";
import { beginUpload } from "#lib/uploads/begin-upload.ts";
import { storeUpload } from "#lib/uploads/direct-upload.ts";
import { getUsage } from "#lib/usage/usage-repository.ts";
import { someUser } from "#tests/support/test-services.ts";
import { provideServices } from "#tests/support/test-world.ts";
import { beginNewUpload, makeReady, sendBytes, someFile } from "#tests/support/upload-steps.ts";

const QUOTA = 100_000;
const MAX_FILE = 50_000;

const world = provideServices({ USER_QUOTA_BYTES: String(QUOTA), MAX_UPLOAD_BYTES: String(MAX_FILE) });

describe("a signed upload", () => {
  test("stores exactly the announced bytes, once", async () => {
    const user = someUser();
    const file = someFile();
    const { image, upload } = await beginNewUpload(world.services, user, file);

    expect((await sendBytes(upload, file.body)).status).toBe(200);
    const stored = await readObject(world.services.storage, originalKey(user.id, image.id));
    expect(stored?.body.equals(file.body)).toBe(true);
    expect(stored?.contentType).toBe("image/jpeg");

    expect((await sendBytes(upload, file.body)).status).toBe(412);
  });

  test.each([
    ["another length", (body: Buffer) => ({ body: Buffer.concat([body, body]), headers: {} })],
    ["another type", (body: Buffer) => ({ body, headers: { "content-type": "text/html" } })],
    ["other bytes of the same length", (body: Buffer) => ({ body: Buffer.alloc(body.byteLength), headers: {} })],
    [
      "another hash",
      (body: Buffer) => ({ body, headers: { "x-amz-checksum-sha256": Buffer.alloc(32).toString("base64") } }),
    ],
  ])("refuses %s", async (_, change) => {
    const user = someUser();
    const file = someFile();
    const { image, upload } = await beginNewUpload(world.services, user, file);
    const { body, headers } = change(file.body);

    expect((await sendBytes(upload, body, headers)).status).toBeGreaterThanOrEqual(400);
    expect(await findObject(world.services.storage, originalKey(user.id, image.id))).toBeUndefined();
  });

  test("refuses to serve another object, and after its time", async () => {
    const file = someFile();
    const { image, upload } = await beginNewUpload(world.services, someUser(), file);
    const altered = {
      ...upload,
      url: upload.url.replace(image.id, `${image.id.slice(0, -1)}${image.id.endsWith("0") ? "1" : "0"}`),
    };
    expect((await sendBytes(altered, file.body)).status).toBe(403);

    const expired = await signUpload(
      world.services.storage,
      {
        key: originalKey(image.ownerId, image.id),
        bytes: image.bytes,
        contentType: image.contentType,
        sha256Hex: image.sha256,
      },
      60,
      new Date(Date.now() - 120_000),
    );
    expect((await sendBytes(expired, file.body)).status).toBe(403);
  });
});

describe("beginning an upload", () => {
  test("takes up an upload of the same file that never finished", async () => {
    const user = someUser();
    const file = someFile();
    const first = await beginNewUpload(world.services, user, file);
    const again = await beginNewUpload(world.services, user, file);
    expect(again.image.id).toBe(first.image.id);
    expect((await getUsage(world.services.database, user.id)).committedBytes).toBe(file.body.byteLength);
  });

  test("does not ask for a file again that the user has", async () => {
    const user = someUser();
    const file = someFile();
    const { image, upload } = await beginNewUpload(world.services, user, file);
    await sendBytes(upload, file.body);
    await makeReady(world.services, image);
    expect(await beginUpload(world.services, user, file.announcement)).toMatchObject({
      duplicate: true,
      image: { id: image.id },
    });
    expect("upload" in (await beginUpload(world.services, someUser(), file.announcement))).toBe(true);
  });

  test("takes an original anew that storage has lost, for the same image and at no cost of quota", async () => {
    const user = someUser();
    const file = someFile();
    const { image, upload } = await beginNewUpload(world.services, user, file);
    await sendBytes(upload, file.body);
    await makeReady(world.services, image);
    const key = originalKey(user.id, image.id);
    await deleteObject(world.services.storage, key);
    const again = await beginNewUpload(world.services, user, file);
    expect(again.image.id).toBe(image.id);
    expect((await sendBytes(again.upload, file.body)).status).toBe(200);
    expect((await readObject(world.services.storage, key))?.body.equals(file.body)).toBe(true);
    expect(await getUsage(world.services.database, user.id)).toMatchObject({ imageCount: 1, committedBytes: 1_000 });
  });

  test("brings a file back that is in the trash", async () => {
    const user = someUser();
    const file = someFile();
    const { image } = await beginNewUpload(world.services, user, file);
    await makeReady(world.services, image);
    await trashImage(world.services, user, image.id);
    await beginUpload(world.services, user, file.announcement);
    const back = await getImage(world.services.database, { ownerId: user.id, imageId: image.id });
    expect(back.trashedAt).toBeUndefined();
  });

  test.each([
    ["a file that was called damaged is rendered again", "corrupt_image", true, { same: true, status: "processing" }],
    ["a file that a fault of ours failed is rendered again", "internal", true, { same: true, status: "processing" }],
    ["a file that arrived wrong is taken anew", "checksum_mismatch", true, { same: false, status: "uploading" }],
    ["a file that never arrived is taken anew", "internal", false, { same: false, status: "uploading" }],
  ] as const)("%s when it comes again", async (_, code, isStored, expected) => {
    const user = someUser();
    const file = someFile();
    const { image, upload } = await beginNewUpload(world.services, user, file);
    if (isStored) await sendBytes(upload, file.body);
    const id = { ownerId: user.id, imageId: image.id };
    await failProcessing(world.services.database, id, code, new Date().toISOString());

    const again = await beginUpload(world.services, user, file.announcement);
    expect(again.image.id === image.id).toBe(expected.same);
    expect(again.image.status).toBe(expected.status);
    expect((await getUsage(world.services.database, user.id)).committedBytes).toBe(file.body.byteLength);
  });

  test("makes one image when the same file comes from many places at once", async () => {
    const user = someUser();
    const file = someFile();
    const begun = await Promise.all(
      Array.from({ length: 8 }, () => beginUpload(world.services, user, file.announcement)),
    );
    const winner = await beginUpload(world.services, user, file.announcement);
    expect(begun.map(({ image }) => image.id)).toContain(winner.image.id);
    const usage = await getUsage(world.services.database, user.id);
    expect(usage.committedBytes).toBe(Object.keys(usage.reservations).length * file.body.byteLength);
  });

  test("never passes the quota, however many begin at once", async () => {
    const user = someUser();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 30 }, () => beginUpload(world.services, user, someFile(10_000).announcement)),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(QUOTA / 10_000);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "quota_exceeded" });
    }
    const usage = await getUsage(world.services.database, user.id);
    expect(usage.committedBytes).toBe(QUOTA);
  });

  test("refuses a file that is too large and names the limit", async () => {
    const { announcement } = someFile();
    await expect(
      beginUpload(world.services, someUser(), { ...announcement, bytes: MAX_FILE + 1 }),
    ).rejects.toMatchObject({ code: "file_too_large", details: { maxBytes: MAX_FILE } });
  });
});

test("an upload in one request stores the same way", async () => {
  const user = someUser();
  const { body } = someFile();
  const first = await storeUpload(world.services, user, { fileName: "a.jpg", contentType: "image/jpeg", body });
  const stored = await readObject(world.services.storage, originalKey(user.id, first.image.id));
  expect(stored?.body.equals(body)).toBe(true);
  const { images } = await listImages(world.services, user, { query: imageQuerySchema.parse({}), limit: 10 });
  expect(images).toMatchObject([{ id: first.image.id, status: "processing" }]);

  await makeReady(world.services, first.image);
  const second = await storeUpload(world.services, user, { fileName: "b.jpg", contentType: "image/jpeg", body });
  expect(second).toMatchObject({ duplicate: true, image: { id: first.image.id } });
});

test("a download link returns the same bytes under the file's own name, and only while it lives", async () => {
  const user = someUser();
  const { body } = someFile();
  const { image } = await storeUpload(world.services, user, { fileName: "a.jpg", contentType: "image/jpeg", body });
  const key = originalKey(user.id, image.id);
  const name = "Sommer – 50 % “Meer”.jpg";

  const { url } = await signDownload(world.services.storage, { key, fileName: name }, 60);
  const answer = await fetch(url);
  expect(Buffer.from(await answer.arrayBuffer()).equals(body)).toBe(true);
  expect(answer.headers.get("content-disposition")).toContain(`filename*=UTF-8''${encodeURIComponent(name)}`);

  const old = await signDownload(world.services.storage, { key, fileName: name }, 60, new Date(Date.now() - 120_000));
  expect((await fetch(old.url)).status).toBe(403);
  expect((await fetch(`${url}0`)).status).toBe(403);
  expect((await fetch(url.split("?")[0] ?? "")).status).toBe(403);
});

test("a settled image does not move any more", async () => {
  const { database } = world.services;
  const { image } = await beginNewUpload(world.services, someUser(), someFile());
  const ready = await makeReady(world.services, image);
  const id = { ownerId: image.ownerId, imageId: image.id };
  const at = new Date().toISOString();
  expect(
    await startProcessing(database, id, { at, sequencer: undefined, bytes: image.bytes, evenIfSettled: false }),
  ).toBeUndefined();
  expect(await failProcessing(database, id, "internal", at)).toBeUndefined();
  expect(await getImage(database, id)).toEqual(ready);
});
