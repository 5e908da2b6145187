import sharp from "sharp";
import { expect, test } from "vitest";
import type { ShareViewer } from "#lib/access/viewer.ts";
import { registerUser } from "#lib/accounts/register-user.ts";
import { deleteImage } from "#lib/images/delete-image.ts";
import type { Image } from "#lib/images/image.ts";
import { listStoredImages } from "#lib/images/image-audit-repository.ts";
import { markDeleting } from "#lib/images/image-deletion-repository.ts";
import { findImage } from "#lib/images/image-repository.ts";
import { cleanCopyKey, originalKey, renditionKey, renditionsPrefix } from "#lib/images/object-keys.ts";
import { renditionNames } from "#lib/images/recipe.ts";
import { checkFolder } from "#lib/integrity/check-folder.ts";
import { runIntegrityWalk } from "#lib/integrity/integrity-walk.ts";
import { getIntegrity } from "#lib/integrity/manage-integrity.ts";
import { createReporter } from "#lib/integrity/report.ts";
import { fromApiQuery, type ImageQuery } from "#lib/library/image-query.ts";
import { findCleanOriginal } from "#lib/shares/clean-original.ts";
import { getSharedDownload, getSharedUrl } from "#lib/shares/view-shared-images.ts";
import { findObject, type ListedObject, listKeys, listObjects, readObject, writeObject } from "#lib/storage/objects.ts";
import { intercept } from "#tests/support/dying-services.ts";
import { hasExiftool, readTags } from "#tests/support/exiftool.ts";
import { jpegWithExif, type TestFile } from "#tests/support/image-factory.ts";
import { listToldTags } from "#tests/support/leaked-metadata.ts";
import { announce, batch, delivery, store, storedEvent } from "#tests/support/test-worker.ts";
import { provideServices, provideWorker } from "#tests/support/test-world.ts";

const world = provideServices();
const worker = provideWorker(world);

/** A photo with place, camera and time, on the whole way through storage, worker and table. */
async function bringPhoto(file?: TestFile, ownerId?: string): Promise<Image> {
  const photo = file ?? (await jpegWithExif());
  const announced = await announce(world.cloud, photo, ownerId);
  await store(world.cloud, announced, photo.body);
  await worker.handle(batch(delivery(storedEvent(announced))));
  const image = await findImage(world.services.database, { ownerId: announced.ownerId, imageId: announced.id });
  if (image?.status !== "ready") throw new Error(`Expected a ready image but received ${image?.status}`);
  return image;
}

/** A visitor of a share of all photos of an owner. */
function visitorOf({ ownerId }: Image, rights: Partial<ShareViewer<unknown>["rights"]> = {}): ShareViewer<ImageQuery> {
  return {
    ownerId,
    shareId: "01ARZ3NDEKTSV4RRFFQ69G5FAV",
    query: { ...fromApiQuery({}), status: "ready" },
    rights: {
      canDownload: true,
      withOriginals: true,
      showsTakenAt: false,
      showsFileNames: true,
      keepsCredits: false,
      canAdd: false,
      ...rights,
    },
  };
}

async function download(image: Image, rights = {}): Promise<{ body: Buffer; name: string | null }> {
  const { url } = await getSharedDownload(world.services, visitorOf(image, rights), image.id);
  const answer = await fetch(url);
  expect(answer.status).toBe(200);
  return { body: Buffer.from(await answer.arrayBuffer()), name: answer.headers.get("content-disposition") };
}

/** A whole round of the integrity walk, as late as that. */
async function walkInDays(days: number): Promise<void> {
  const now = () => Date.now() + days * 24 * 60 * 60_000;
  const options = { images: 1_000, deadline: Date.now() + 60_000, trashDays: 30, pause: async () => {}, now };
  await runIntegrityWalk(world.services, options);
}

const foldersOf = ({ ownerId, id }: Image) => listKeys(world.services.storage, renditionsPrefix(ownerId, id));

test("visitors get the original's pixels without what it says about itself; its owner's file stays as it is", async () => {
  const file = await jpegWithExif();
  const image = await bringPhoto(file);
  const clean = await download(image);
  expect(clean.name).toContain(image.fileName);
  expect(clean.body.includes("Acme")).toBe(false);
  expect(clean.body.includes("2024:05:01")).toBe(false);
  const pixels = (body: Buffer) => sharp(body).rotate().raw().toBuffer();
  expect((await pixels(clean.body)).equals(await pixels(file.body))).toBe(true);
  const kept = await readObject(world.services.storage, originalKey(image.ownerId, image.id));
  expect(kept?.body.equals(file.body)).toBe(true);

  const withTime = await download(image, { showsTakenAt: true, showsFileNames: false });
  expect(withTime.body.includes("2024:05:01")).toBe(true);
  expect(withTime.body.includes("Acme")).toBe(false);
  expect(withTime.name).not.toContain(image.fileName);
});

test("artist and copyright stay in originals where the owner says so", async () => {
  const body = await sharp({ create: { width: 48, height: 32, channels: 3, background: "#369" } })
    .withExif({ IFD0: { Artist: "Ana Lima", Copyright: "Ana Lima 2024", Model: "Acme 5" } })
    .jpeg()
    .toBuffer();
  const image = await bringPhoto({ fileName: "ana.jpg", contentType: "image/jpeg", body });
  const without = await download(image);
  expect(without.body.includes("Ana Lima")).toBe(false);
  const kept = await download(image, { keepsCredits: true });
  expect(kept.body.includes("Ana Lima 2024")).toBe(true);
  expect(kept.body.includes("Acme")).toBe(false);
  const again = await download(image);
  expect(again.body.equals(without.body)).toBe(true);
});

test.skipIf(!hasExiftool)(
  "an independent reader finds nothing in copies and renditions that visitors get",
  async () => {
    const image = await bringPhoto();
    const files = new Map([["copy.jpg", (await download(image)).body as Uint8Array]]);
    for (const name of renditionNames) {
      if (!image.renditions[name]) continue;
      const object = await readObject(world.services.storage, renditionKey(image.ownerId, image.id, name));
      files.set(`${name}.webp`, object?.body ?? Buffer.alloc(0));
    }
    files.set("original.jpg", (await jpegWithExif()).body);
    const found = await readTags(files);
    expect(found.size).toBe(files.size);
    for (const [name, tags] of found) {
      const told = listToldTags(tags);
      if (name === "original.jpg") expect(told).toContain("GPS:GPSLatitude");
      else expect(told, name).toEqual([]);
    }
  },
);

test("a copy is made once, is no stray to the integrity walk, and goes with its image", async () => {
  const owner = { email: "ada@example.org", password: "correct horse", address: "192.0.2.9" };
  const image = await bringPhoto(undefined, (await registerUser(world.services, owner)).id);
  await download(image);
  const key = cleanCopyKey(image.ownerId, image.id, { captureTime: false, credits: false });
  await writeObject(world.services.storage, key, Buffer.from("as it was"), { contentType: "image/jpeg" });
  expect((await download(image)).body.toString()).toBe("as it was");

  await walkInDays(1);
  await walkInDays(1);
  const { patrol } = await getIntegrity(world.services);
  const strays = patrol?.findings.flatMap(({ kind, where }) => (kind === "orphan_object" ? where : [])) ?? [];
  expect(strays.filter((where) => where.includes(image.ownerId))).toEqual([]);
  expect(await foldersOf(image)).toContain(key);
  await deleteImage(world.services, { ownerId: image.ownerId, imageId: image.id });
  expect(await foldersOf(image)).toEqual([]);
});

const DAY_MS = 24 * 60 * 60_000;
const variants = [true, false].flatMap((captureTime) => [true, false].map((credits) => ({ captureTime, credits })));
const listCopies = async (image: Image) => (await foldersOf(image)).filter((key) => key.includes("/clean-"));

async function bringOwnPhoto(email: string): Promise<Image> {
  const owner = { email, password: "correct horse", address: "192.0.2.9" };
  return bringPhoto(undefined, (await registerUser(world.services, owner)).id);
}

test("what a visitor was given is there as long as the link to it, whatever other links show", async () => {
  const image = await bringPhoto();
  const original = { variant: "original", isDownload: true } as const;
  const given = [];
  for (const { captureTime: showsTakenAt, credits: keepsCredits } of variants) {
    given.push(
      await getSharedUrl(world.services, visitorOf(image, { showsTakenAt, keepsCredits }), image.id, original),
    );
  }
  const answers = await Promise.all(given.map(({ url }) => fetch(url)));
  expect(answers.map(({ status }) => status)).toEqual(variants.map(() => 200));
});

test("of an original only those copies are kept that were asked for within a day, and none that is old", async () => {
  const image = await bringOwnPhoto("eve@example.org");
  const [facts = { captureTime: false, credits: false }] = variants;
  for (const variant of variants) await findCleanOriginal(world.services, image, variant);
  expect(await listCopies(image)).toHaveLength(variants.length);
  const key = cleanCopyKey(image.ownerId, image.id, facts);
  await writeObject(world.services.storage, key, Buffer.from("as it was"), { contentType: "image/jpeg" });
  const read = async () => (await readObject(world.services.storage, key))?.body.toString();
  await findCleanOriginal(world.services, image, facts, Date.now() + DAY_MS / 2);
  expect(await read()).toBe("as it was");
  await findCleanOriginal(world.services, image, facts, Date.now() + 2 * DAY_MS);
  // Made again, so that nothing that goes by its age takes it from who was given it now.
  expect(await read()).not.toBe("as it was");
  expect(await listCopies(image)).toEqual([key]);
  await walkInDays(6);
  expect(await listCopies(image)).toHaveLength(1);
  await walkInDays(8);
  expect(await listCopies(image)).toEqual([]);
});

test("a copy that cannot be written takes no other one with it", async () => {
  const image = await bringPhoto();
  const [first = { captureTime: true, credits: true }, second = first] = variants;
  const kept = await findCleanOriginal(world.services, image, first);
  const client = intercept(world.services.storage.client, async ({ input }) => {
    if ("Body" in input) throw new Error("The bucket is full");
  });
  const full = { ...world.services, storage: { ...world.services.storage, client } };
  await expect(findCleanOriginal(full, image, second, Date.now() + 2 * DAY_MS)).rejects.toThrow("The bucket is full");
  expect(await listCopies(image)).toEqual([kept]);
});

test("the integrity walk leaves a copy alone that was made again after it had looked", async () => {
  const image = await bringOwnPhoto("mia@example.org");
  const key = await findCleanOriginal(world.services, image, { captureTime: false, credits: false });
  const { storage, database } = world.services;
  const objects: ListedObject[] = [];
  for (const prefix of [renditionsPrefix(image.ownerId, image.id), originalKey(image.ownerId, image.id)]) {
    for await (const object of listObjects(storage, prefix)) {
      objects.push(object.key === key ? { ...object, modifiedAt: Date.now() - 8 * DAY_MS } : object);
    }
  }
  const { images } = await listStoredImages(database, { ownerId: image.ownerId, limit: 1 });
  await checkFolder(
    world.services,
    { image: images[0], objects },
    createReporter([], image.ownerId, false),
    Date.now(),
  );
  expect(await listCopies(image)).toEqual([key]);
});

test("an image that is deleted while its copy is made leaves none", async () => {
  const image = await bringPhoto();
  await markDeleting(world.services.database, { ownerId: image.ownerId, imageId: image.id }, new Date().toISOString());
  expect(await findCleanOriginal(world.services, image, { captureTime: false, credits: false })).toBeUndefined();
  expect(
    await findObject(
      world.services.storage,
      cleanCopyKey(image.ownerId, image.id, { captureTime: false, credits: false }),
    ),
  ).toBeUndefined();
});

test("a large original is cleaned like any other, and one that is larger still is not", { tags: "long" }, async () => {
  const image = await bringPhoto();
  const pixels = { width: 4_400, height: 4_400, channels: 3 as const, background: "#123456" };
  const picture = await sharp({ create: pixels }).tiff({ compression: "none" }).toBuffer();
  const large = Buffer.concat([picture, Buffer.from("Somebody was here")]);
  expect(large.length).toBeGreaterThan(48 * 1024 ** 2);
  const contentType = "image/tiff";
  await writeObject(world.services.storage, originalKey(image.ownerId, image.id), large, { contentType });
  const facts = { captureTime: false, credits: false };
  const key = await findCleanOriginal(world.services, { ...image, contentType, bytes: large.length }, facts);
  const copy = await readObject(world.services.storage, key ?? "");
  expect(copy).toMatchObject({ contentType, bytes: expect.toSatisfy((bytes: number) => bytes <= picture.length) });
  expect(copy?.body.includes("Somebody")).toBe(false);
  const [before, after] = await Promise.all(
    [large, copy?.body].map((body) =>
      sharp(body).extract({ left: 4_300, top: 4_300, width: 9, height: 9 }).raw().toBuffer(),
    ),
  );
  expect(after).toEqual(before);
  const tooLarge = { ...image, id: "01ARZ3NDEKTSV4RRFFQ69G5FAV", bytes: 100 * 1024 ** 2 + 1 };
  expect(await findCleanOriginal(world.services, tooLarge, facts)).toBeUndefined();
});

test("of an original that can't be cleaned visitors get the largest rendition", async () => {
  const image = await bringPhoto();
  const broken = Buffer.from("not the picture that it was");
  await writeObject(world.services.storage, originalKey(image.ownerId, image.id), broken, {
    contentType: "image/jpeg",
  });
  const answer = await download(image);
  expect(answer.body.equals(broken)).toBe(false);
  expect(answer.name).toContain(".webp");
  const original = { variant: "original", isDownload: true } as const;
  await expect(getSharedUrl(world.services, visitorOf(image), image.id, original)).rejects.toMatchObject({
    code: "invalid_state",
  });
  await expect(
    getSharedUrl(world.services, visitorOf(image, { withOriginals: false }), image.id, original),
  ).rejects.toMatchObject({ code: "not_found" });
});

test("an original that can't be cleaned is read once, however many ask for it", async () => {
  const image = await bringPhoto();
  const contentType = "image/jpeg";
  const original = originalKey(image.ownerId, image.id);
  await writeObject(world.services.storage, original, Buffer.from("not the picture that it was"), { contentType });
  let reads = 0;
  const client = intercept(world.services.storage.client, async ({ input }) => {
    if (input.Key === original) reads += 1;
  });
  const counting = { ...world.services, storage: { ...world.services.storage, client } };
  const facts = { captureTime: false, credits: false };
  for (const _ of [1, 2, 3]) expect(await findCleanOriginal(counting, image, facts)).toBeUndefined();
  expect(reads).toBe(1);
  await Promise.all([1, 2].map(() => findCleanOriginal(counting, image, { ...facts, captureTime: true })));
  expect(reads).toBe(2);
});

test("without originals a download is a rendition, and the original is not cleaned for it", async () => {
  const image = await bringPhoto();
  const answer = await download(image, { withOriginals: false });
  expect(answer.name).toContain(".webp");
  expect((await foldersOf(image)).filter((key) => key.includes("clean"))).toEqual([]);
});
