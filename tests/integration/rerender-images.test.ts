import { describe, expect, test } from "vitest";
import { deleteImage } from "#lib/images/delete-image.ts";
import { markDeleting } from "#lib/images/image-deletion-repository.ts";
import { renditionKey, versionPrefix } from "#lib/images/object-keys.ts";
import { listProcessingEvents } from "#lib/images/processing-event-repository.ts";
import { recipe } from "#lib/images/recipe.ts";
import { getRenditions, listFailuresOfRerender } from "#lib/operations/get-renditions.ts";
import { collectDeadLetters } from "#lib/processing/collect-dead-letters.ts";
import { MAX_RECEIVE_COUNT } from "#lib/processing/message.ts";
import { rerenderVersion } from "#lib/processing/rerender-run.ts";
import { deleteFolder, readObject, writeObject } from "#lib/storage/objects.ts";
import { getUsage } from "#lib/usage/usage-repository.ts";
import { expectedRenditions } from "#tests/support/rendition-names.ts";
import {
  HOUR_MS,
  message,
  oldBytes,
  PAST_VERSION,
  prepareRerenderWorld,
  toImageId,
} from "#tests/support/rerender-world.ts";
import { batch, delivery } from "#tests/support/test-worker.ts";
import { RendererError } from "#worker/render-child.ts";

const here = prepareRerenderWorld();
const {
  begin,
  checkIntegrity,
  handlerWith,
  listImageKeys,
  now,
  progress,
  runToCompletion,
  sendToDeadLetters,
  setItem,
  someone,
  staleImage,
} = here;

describe("a ready image", () => {
  test("stays as it is, for everybody, until its new renditions stand", async () => {
    const image = await staleImage(await someone());
    const run = await begin();
    const looking = handlerWith(async (job, onInspected) => {
      const picture = await here.worker.services.renderer.render(job, onInspected);
      expect(await now(image)).toEqual(image);
      for (const name of expectedRenditions()) {
        const object = await readObject(
          here.world.services.storage,
          renditionKey(image.ownerId, image.id, name, PAST_VERSION),
        );
        expect(object?.body).toEqual(oldBytes(name));
      }
      return picture;
    });
    expect(await looking(batch(delivery(message(image, run))))).toEqual({ batchItemFailures: [] });
    expect(await now(image)).toMatchObject({ recipeVersion: rerenderVersion(run), statusAt: image.statusAt });
    const steps = (await listProcessingEvents(here.world.services.database, image.id)).map(({ step }) => step);
    expect(steps.at(-1)).toBe("rerendered");
  });

  test("is rendered once however often its message comes, also at the same moment", async () => {
    const image = await staleImage(await someone());
    const run = await begin();
    const event = message(image, run);
    await here.worker.handle(batch(delivery(event), delivery(event)));
    await here.worker.handle(batch(delivery(event)));
    expect(await progress(run)).toEqual({ rendered: 1, failed: 0, skipped: 2 });
    expect((await now(image)).retired).toEqual([{ version: PAST_VERSION, at: expect.any(String) }]);
  });

  test("that cannot be rendered again keeps its renditions and says why; the next re-render tries again", async () => {
    const owner = await someone();
    const [image, healthy] = [await staleImage(owner), await staleImage(owner)];
    await setItem(image, { sha256: "0".repeat(64) });
    const run = await runToCompletion();
    expect(run.pass).toMatchObject({ seen: 2, current: 1, failed: 1 });
    expect(await progress(run)).toMatchObject({ rendered: 1, failed: 1 });
    expect((await now(healthy)).recipeVersion).toBe(rerenderVersion(run));
    const kept = await now(image);
    expect(kept).toMatchObject({
      status: "ready",
      recipeVersion: PAST_VERSION,
      renditions: image.renditions,
      rerenderFailure: { run: run.number, code: "checksum_mismatch", message: expect.any(String) },
    });
    const failures = async () =>
      (await listFailuresOfRerender(here.world.services, { run: run.number, limit: 10 })).failures;
    expect(await failures()).toMatchObject([{ imageId: image.id, code: "checksum_mismatch", ownerId: owner.id }]);
    const { rerenders, images } = await getRenditions(here.world.services);
    expect(images).toBe(2);
    expect(rerenders).toMatchObject([{ number: 1, state: "done", done: 2, total: 2, rendered: 1, failed: 1 }]);

    await setItem(image, { sha256: image.sha256 });
    const second = await begin();
    await runToCompletion();
    const after = await now(image);
    expect(after).toMatchObject({ recipeVersion: rerenderVersion(second) });
    expect(after.rerenderFailure).toBeUndefined();
    expect(await failures()).toEqual([]);
    expect((await getRenditions(here.world.services)).rerenders[0]).toMatchObject({
      number: 2,
      rendered: 1,
      failed: 0,
    });
  });

  test("is never failed by faults of ours either", async () => {
    const image = await staleImage(await someone());
    const run = await begin();
    const failing = handlerWith(() => Promise.reject(new RendererError("as the test wants")));
    const first = delivery(message(image, run));
    expect((await failing(batch(first))).batchItemFailures).toEqual([{ itemIdentifier: first.messageId }]);
    expect(await now(image)).toEqual(image);
    const last = delivery(message(image, run), MAX_RECEIVE_COUNT);
    expect((await failing(batch(last))).batchItemFailures).toEqual([{ itemIdentifier: last.messageId }]);
    expect(await now(image)).toMatchObject({
      status: "ready",
      recipeVersion: PAST_VERSION,
      rerenderFailure: { code: "internal", message: "RendererError" },
    });
    // As the dead letter that it has become.
    await sendToDeadLetters(message(image, run));
    expect(await collectDeadLetters(here.world.services)).toEqual({ failed: 0, kept: 0, dropped: 1 });
    expect(await progress(run)).toEqual({ rendered: 0, failed: 1, skipped: 0 });
  });
});

describe("the integrity check", () => {
  test("leaves renditions alone that a re-render is about to show, and names them when nobody did", async () => {
    const image = await staleImage(await someone());
    const key = renditionKey(image.ownerId, image.id, "thumbnail", `${recipe.version}.7`);
    await writeObject(here.world.services.storage, key, oldBytes("thumbnail"), { contentType: "image/webp" });
    expect(await checkIntegrity(Date.now() + 2 * HOUR_MS)).toEqual({});
    expect(await checkIntegrity(Date.now() + 5 * HOUR_MS)).toEqual({ orphan_object: 1 });
  });

  test("does not call renditions missing that may have changed while it was looking", async () => {
    const image = await staleImage(await someone());
    const run = await begin();
    await here.worker.handle(batch(delivery(message(image, run))));
    await deleteFolder(here.world.services.storage, versionPrefix(image.ownerId, image.id, rerenderVersion(run)));
    expect(await checkIntegrity()).toEqual({});
    expect(await checkIntegrity(Date.now() + HOUR_MS)).toEqual({ missing_rendition: 1 });
  });
});

describe("an image that was removed for good", () => {
  test("while it was rendered again leaves nothing", async () => {
    const image = await staleImage(await someone());
    const run = await begin();
    const removing = handlerWith(async (job, onInspected) => {
      const picture = await here.worker.services.renderer.render(job, onInspected);
      await deleteImage(here.world.services, toImageId(image));
      return picture;
    });
    expect(await removing(batch(delivery(message(image, run))))).toEqual({ batchItemFailures: [] });
    expect(await now(image)).toBeUndefined();
    expect(await listImageKeys(image)).toEqual([]);
    expect(await listProcessingEvents(here.world.services.database, image.id)).toEqual([]);
    expect(await getUsage(here.world.services.database, image.ownerId)).toMatchObject({ usedBytes: 0, imageCount: 0 });
  });

  test("before its turn came, or is being removed, is left alone", async () => {
    const owner = await someone();
    const [gone, going] = [await staleImage(owner), await staleImage(owner)];
    const run = await begin();
    await deleteImage(here.world.services, toImageId(gone));
    await markDeleting(here.world.services.database, toImageId(going), new Date().toISOString());
    await here.worker.handle(batch(delivery(message(gone, run)), delivery(message(going, run))));
    expect(await listImageKeys(gone)).toEqual([]);
    expect(await progress(run)).toEqual({ rendered: 0, failed: 0, skipped: 2 });
    await deleteImage(here.world.services, toImageId(going));
    expect(await listImageKeys(going)).toEqual([]);
  });
});
