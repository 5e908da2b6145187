import { beforeAll, expect, test } from "vitest";
import { deleteAlbum } from "#lib/bulk/delete-collection.ts";
import { isAppError } from "#lib/errors.ts";
import { deleteImage } from "#lib/images/delete-image.ts";
import { findImage } from "#lib/images/image-repository.ts";
import { originalKey } from "#lib/images/object-keys.ts";
import type { LibraryServices } from "#lib/library/library-services.ts";
import { sweepOpenImages } from "#lib/processing/sweep-open-images.ts";
import { beginSharedUpload } from "#lib/shares/add-to-share.ts";
import { getShare, revokeShare } from "#lib/shares/manage-shares.ts";
import { deleteObject } from "#lib/storage/objects.ts";
import { dyingAfter, intercept } from "#tests/support/dying-services.ts";
import { by, createGuestSteps, createShareSteps, stranger as guest, hoursLater } from "#tests/support/share-steps.ts";
import { provideServices } from "#tests/support/test-world.ts";
import { makeReady, sendBytes, someFile } from "#tests/support/upload-steps.ts";

/* What guests add through a share link whose end, album or process comes in between. */

const world = provideServices();
const { add, haveAlbumLink, known, usageOf } = createGuestSteps(world);
const { look } = createShareSteps(world);
let services: LibraryServices;

beforeAll(() => {
  services = world.services;
});

test("a guest's upload that dies anywhere and is begun again is there once, with exact usage", {
  tags: "long",
  timeout: 120_000,
}, async () => {
  for (let calls = 0; ; calls++) {
    const { user, token, shareId } = await haveAlbumLink();
    const file = someFile();
    const begin = (using: LibraryServices) => beginSharedUpload(using, token, guest, file.announcement);
    const died = await begin(dyingAfter(services, calls)).then(
      () => false,
      () => true,
    );
    const begun = await begin(services);
    if (!begun.upload) throw new Error("Expected to send it");
    expect((await sendBytes(begun.upload, file.body)).status).toBe(200);
    await makeReady(services, begun.image);
    await sweepOpenImages(services, hoursLater());
    const at = `died after ${calls} calls`;
    expect(await look(token), at).toEqual([begun.image.id]);
    expect(await usageOf(user), at).toMatchObject({
      usedBytes: 1_000,
      imageCount: 1,
      committedBytes: 1_000,
      reservations: {},
      added: { [shareId]: { files: 1, bytes: 1_000 } },
    });
    if (!died) break;
  }
});

test("a removal that dies anywhere and is done again gives the link its room back once", {
  timeout: 120_000,
}, async () => {
  const { user, token, shareId } = await haveAlbumLink();
  await add(token);
  for (let calls = 0; ; calls++) {
    const { image } = await add(token);
    const id = { ownerId: user.id, imageId: image.id };
    const died = await deleteImage(dyingAfter(services, calls), id).then(
      () => false,
      () => true,
    );
    await deleteImage(services, id);
    expect(await usageOf(user), `died after ${calls} calls`).toMatchObject({
      usedBytes: 1_000,
      committedBytes: 1_000,
      added: { [shareId]: { files: 1, bytes: 1_000 } },
    });
    if (!died) break;
  }
});

test("what guests announced before a link was revoked does not arrive any more", async () => {
  const { user, token, shareId } = await haveAlbumLink();
  const { image: added } = await add(token);
  const announced = await beginSharedUpload(services, token, guest, someFile().announcement);
  const file = someFile();
  const sent = await beginSharedUpload(services, token, guest, file.announcement);
  if (!sent.upload) throw new Error("Expected to send it");
  await sendBytes(sent.upload, file.body);
  await revokeShare(services, user, by(user), shareId);
  const find = ({ id }: { id: string }) => findImage(services.database, { ownerId: user.id, imageId: id });
  expect(await find(announced.image)).toBeUndefined();
  expect(await find(added)).toMatchObject({ status: "ready" });
  expect(await find(sent.image)).toMatchObject({ status: "uploading" });
  await sweepOpenImages(services, hoursLater());
  expect(Object.keys((await usageOf(user)).reservations)).toEqual([sent.image.id]);
});

test("a link that is revoked while something is announced lets nothing arrive, at whatever moment", {
  tags: "long",
  timeout: 120_000,
}, async () => {
  for (let calls = 0; ; calls++) {
    const { user, token, shareId } = await haveAlbumLink();
    let left = calls;
    const { database } = services;
    const client = intercept(database.client, async () => {
      if (left-- === 0) await revokeShare(services, user, by(user), shareId);
    });
    const using = { ...services, database: { ...database, client } };
    const refused = await beginSharedUpload(using, token, guest, someFile().announcement).catch(
      (error: unknown) => error,
    );
    if (left >= 0) break;
    const { reservations, added } = await usageOf(user);
    const at = `revoked after ${calls} calls`;
    for (const imageId of Object.keys(reservations)) {
      expect(await findImage(database, { ownerId: user.id, imageId }), at).toBeUndefined();
    }
    if (isAppError(refused, "not_found")) expect([reservations, added], at).toEqual([{}, {}]);
  }
});

test("an album that is deleted while something is announced for it keeps none of it, at whatever moment", {
  tags: "long",
  timeout: 120_000,
}, async () => {
  for (let calls = 0; ; calls++) {
    const { user, album, token } = await haveAlbumLink();
    let left = calls;
    const { database } = services;
    const client = intercept(database.client, async () => {
      if (left-- === 0) await deleteAlbum(services, user, album.id);
    });
    const using = { ...services, database: { ...database, client } };
    const refused = await beginSharedUpload(using, token, guest, someFile().announcement).catch(
      (error: unknown) => error,
    );
    if (left >= 0) break;
    const ids = Object.keys((await usageOf(user)).reservations);
    const images = await Promise.all(ids.map((imageId) => findImage(database, { ownerId: user.id, imageId })));
    const at = `deleted after ${calls} calls`;
    expect(
      images.flatMap((image) => image?.albums ?? []),
      at,
    ).toEqual([]);
    if (isAppError(refused, "not_found"))
      expect(
        images.filter((image) => image !== undefined),
        at,
      ).toEqual([]);
  }
});

test.each(["arrives", "was there and its original is lost"])(
  "a photo that %s while it is announced again and its link is revoked stays, at whatever moment",
  { tags: "long", timeout: 120_000 },
  async (what) => {
    for (let calls = 0; ; calls++) {
      const { user, token, shareId } = await haveAlbumLink();
      const file = someFile();
      const begun = await beginSharedUpload(services, token, guest, file.announcement);
      const { image, upload } = begun;
      if (!upload) throw new Error("Expected a new upload");
      const send = () => sendBytes(upload, file.body);
      if (what !== "arrives") {
        await send();
        await makeReady(services, image);
        await deleteObject(services.storage, originalKey(user.id, image.id));
      }
      let left = calls;
      const client = intercept(services.database.client, async () => {
        if (left-- !== 0) return;
        if (what === "arrives") await send();
        await revokeShare(services, user, by(user), shareId);
      });
      const using = { ...services, database: { ...services.database, client } };
      await beginSharedUpload(using, token, known(begun, token), file.announcement).catch(() => {});
      if (left >= 0) break;
      const there = await findImage(services.database, { ownerId: user.id, imageId: image.id });
      expect(there?.id, `revoked after ${calls} calls`).toBe(image.id);
    }
  },
);

test.each(["the owner revokes again", "the sweep comes"])(
  "where the end of a link died, what was announced is refused once %s",
  { tags: "long", timeout: 120_000 },
  async (what) => {
    for (let calls = 0; ; calls++) {
      const { user, token, shareId } = await haveAlbumLink();
      const { image } = await beginSharedUpload(services, token, guest, someFile().announcement);
      const dying = dyingAfter(services, calls);
      const died = await revokeShare(dying, user, by(user), shareId).then(
        () => false,
        () => true,
      );
      if (what.includes("owner")) await revokeShare(services, user, by(user), shareId).catch(() => {});
      else await sweepOpenImages(services, new Date(Date.now() + 5 * 60_000));
      const isEnded = await getShare(services, user, shareId).then(
        () => false,
        (error) => isAppError(error, "not_found"),
      );
      if (isEnded) {
        const id = { ownerId: user.id, imageId: image.id };
        expect(await findImage(services.database, id), `died after ${calls} calls`).toBeUndefined();
      }
      if (!died && calls > 20) break;
    }
  },
);
