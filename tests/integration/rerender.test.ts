import { describe, expect, test } from "vitest";
import { listAudit } from "#lib/audit/list-audit.ts";
import type { Image } from "#lib/images/image.ts";
import { setTrashed } from "#lib/images/image-repository.ts";
import { renditionKey } from "#lib/images/object-keys.ts";
import { recipe } from "#lib/images/recipe.ts";
import { continueRerender } from "#lib/integrity/continue-rerender.ts";
import { beginRerender, controlRerender } from "#lib/integrity/manage-rerenders.ts";
import { RETIRED_MS, removeRetiredRenditions } from "#lib/integrity/remove-retired-renditions.ts";
import { requestRendering } from "#lib/processing/message.ts";
import { rerenderVersion } from "#lib/processing/rerender-run.ts";
import { changeRerender, listRerenders } from "#lib/processing/rerender-run-repository.ts";
import { countMessages } from "#lib/queue/queue.ts";
import { createRenditionSigner } from "#lib/storage/rendition-urls.ts";
import { getUsage } from "#lib/usage/usage-repository.ts";
import { pngWithAlpha, smallPhoto, tiff } from "#tests/support/image-factory.ts";
import {
  HOUR_MS,
  keysOfVersion,
  message,
  oldBytes,
  PAST_VERSION,
  prepareRerenderWorld,
  toImageId,
} from "#tests/support/rerender-world.ts";
import { announce, batch, delivery, store, storedEvent } from "#tests/support/test-worker.ts";

/** None of those that the images of the tests are made of, which are counted from 0. */
const OTHER_PHOTO = 1_000;

const here = prepareRerenderWorld();
const {
  begin,
  checkIntegrity,
  handlerWith,
  listImageKeys,
  newestRun,
  now,
  progress,
  readyImage,
  runToCompletion,
  runUntil,
  someone,
  staleImage,
  startTrigger,
  takeMessages,
} = here;

describe("a change of the recipe", () => {
  test("renders the library again by itself; old renditions serve until no link to them works", async () => {
    const [one, other] = [await someone(), await someone()];
    const stale = [await staleImage(one), await staleImage(one), await staleImage(other)];
    const trashed = await staleImage(other);
    await setTrashed(here.world.services.database, toImageId(trashed), new Date().toISOString());
    stale.push(trashed);
    const current = await readyImage(one);
    const waiting = await announce(here.world.cloud, await smallPhoto(OTHER_PHOTO), other.id);
    const usage = await getUsage(here.world.services.database, one.id);
    const [first] = stale as [Image];
    const { sign } = await createRenditionSigner(here.world.services.storage);
    const url = sign(renditionKey(first.ownerId, first.id, "thumbnail", PAST_VERSION));

    const run = await runToCompletion();
    expect(run).toMatchObject({ number: 1, isForced: false, sent: 4, found: 6 });
    expect(run.startedBy).toBeUndefined();
    expect(run.pass).toEqual({ seen: 6, current: 5, unneeded: 1, failed: 0, sent: 0 });
    expect(await progress(run)).toEqual({ rendered: 4, failed: 0, skipped: 0 });
    for (const image of stale) {
      const after = await now(image);
      expect(after).toMatchObject({ status: "ready", recipeVersion: `${recipe.version}.1`, sortAt: image.sortAt });
      expect(after.renditions.thumbnail?.bytes).not.toBe(oldBytes("thumbnail").byteLength);
      expect((await listImageKeys(image)).sort()).toEqual(
        [...keysOfVersion(image, PAST_VERSION), ...keysOfVersion(image, `${recipe.version}.1`)].sort(),
      );
    }
    expect((await now(current)).recipeVersion).toBe(recipe.version);
    expect((await now(waiting)).status).toBe("uploading");
    expect(Buffer.from(await (await fetch(url)).arrayBuffer())).toEqual(oldBytes("thumbnail"));
    expect(await getUsage(here.world.services.database, one.id)).toEqual(usage);
    expect(await checkIntegrity(Date.now() + 2 * HOUR_MS)).toEqual({});

    const remove = (ms: number) =>
      removeRetiredRenditions(here.world.services, { deadline: Date.now() + 30_000, now: () => Date.now() + ms });
    expect(await remove(RETIRED_MS - HOUR_MS)).toBe(0);
    expect((await fetch(url)).status).toBe(200);
    expect(await remove(RETIRED_MS + 1_000)).toBe(4);
    for (const image of stale) {
      expect((await listImageKeys(image)).sort()).toEqual(keysOfVersion(image, `${recipe.version}.1`));
      expect((await now(image)).retired).toBeUndefined();
    }
    expect(await checkIntegrity(Date.now() + 2 * HOUR_MS)).toEqual({});
    expect(await continueRerender(here.world.services, { deadline: Date.now() + 10_000 })).toBe(0);
    expect((await newestRun()).number).toBe(1);
  });

  test("brings a rendition in full to originals that browsers do not show, and to no others", async () => {
    const owner = await someone();
    const [photo, scan] = [await staleImage(owner), await staleImage(owner, await tiff())];
    await runToCompletion();
    const { full, ...others } = (await now(scan)).renditions;
    expect(full).toMatchObject({ width: 640, height: 480 });
    expect(Object.keys(others).sort()).toEqual(["large", "medium", "thumbnail"]);
    expect((await now(photo)).renditions.full).toBeUndefined();
  });

  test("while a re-render by another recipe is under way takes its place", async () => {
    await staleImage(await someone());
    const before = await begin();
    await changeRerender(here.world.services.database, before.number, (run) => ({ ...run, recipeVersion: "v9" }));
    const run = await runToCompletion();
    expect(run).toMatchObject({ number: 2, recipeVersion: recipe.version });
    const [, gaveWay] = await listRerenders(here.world.services.database, 2);
    expect(gaveWay).toMatchObject({ number: 1, state: "cancelled", finishedAt: expect.any(String) });
  });

  test("is not rendered by a worker that does not know it, and the re-render says so", async () => {
    const image = await staleImage(await someone());
    const run = await begin();
    await here.worker.handle(batch(delivery(message(image, { ...run, recipeVersion: "v9" }))));
    expect((await now(image)).recipeVersion).toBe(PAST_VERSION);
    expect((await listImageKeys(image)).sort()).toEqual(keysOfVersion(image, PAST_VERSION));
    const ignoring = async () => ({ batchItemFailures: [] });
    startTrigger(ignoring);
    await runUntil("the re-render to pause", async () => (await newestRun()).state === "paused");
    expect((await newestRun()).note).toContain("rendered none of the 1 images");
  });
});

describe("a re-render", () => {
  test("is paused, resumed at another pace, and cancelled by admins, and the audit log says who did", async () => {
    const owner = await someone();
    const images = [await staleImage(owner), await staleImage(owner), await staleImage(owner)];
    const by = { actor: { kind: "user", id: owner.id, email: owner.email } } as const;
    const { number } = await beginRerender(here.world.services, by, { isForced: false, pacePerMinute: 1 });
    await expect(beginRerender(here.world.services, by, { isForced: false })).rejects.toMatchObject({
      code: "invalid_state",
    });
    await runUntil("one to be asked for", async () => (await newestRun()).sent === 1);
    expect(await countMessages(here.world.services.queue)).toBe(1);
    await controlRerender(here.world.services, by, number, { command: "pause" });
    expect(await continueRerender(here.world.services, { deadline: Date.now() + 10_000 })).toBe(0);
    expect(await newestRun()).toMatchObject({ state: "paused", sent: 1 });

    await controlRerender(here.world.services, by, number, { command: "resume", pacePerMinute: 3_000 });
    const run = await runToCompletion();
    expect(run.number).toBe(number);
    for (const image of images) expect((await now(image)).recipeVersion).toBe(rerenderVersion(run));

    const second = await beginRerender(here.world.services, by, { isForced: true });
    await controlRerender(here.world.services, by, second.number, { command: "cancel" });
    await controlRerender(here.world.services, by, second.number, { command: "cancel" });
    await expect(controlRerender(here.world.services, by, second.number, { command: "resume" })).rejects.toMatchObject({
      code: "invalid_state",
    });
    expect(await continueRerender(here.world.services, { deadline: Date.now() + 10_000 })).toBe(0);
    expect(await newestRun()).toMatchObject({ number: second.number, state: "cancelled", sent: 0 });
    const { events } = await listAudit(here.world.services, { userId: owner.id, limit: 50 });
    expect(events.map(({ action }) => action).filter((action) => action.startsWith("rerender"))).toEqual([
      "rerender_cancelled",
      "rerender_started",
      "rerender_pace_changed",
      "rerender_resumed",
      "rerender_paused",
      "rerender_started",
    ]);
  });

  test("by force renders what is of the recipe already, but not what came since", async () => {
    const owner = await someone();
    const image = await readyImage(owner);
    const run = await begin({ isForced: true });
    const since = await readyImage(owner);
    await runToCompletion();
    expect((await now(image)).recipeVersion).toBe(rerenderVersion(run));
    expect((await now(since)).recipeVersion).toBe(recipe.version);
    await begin();
    const done = await runToCompletion();
    expect(done.pass).toEqual({ seen: 2, current: 2, unneeded: 0, failed: 0, sent: 0 });
  });

  test("lets uploads go first, in the queue and in a batch", { tags: "long" }, async () => {
    const owner = await someone();
    const images: Image[] = [];
    for (let index = 0; index < 6; index++) images.push(await staleImage(owner));
    const [some] = images as [Image];
    const run = await begin();
    for (let index = 0; index < 5; index++) await requestRendering(here.world.services.queue, toImageId(some));
    const before = await countMessages(here.world.services.queue);
    await changeRerender(here.world.services.database, run.number, (one) => ({ ...one, pacePerMinute: 120 }));
    const busy = continueRerender(here.world.services, {
      deadline: Date.now() + 60_000,
      pauseMs: 10,
      signal: AbortSignal.timeout(1_500),
    });
    expect(await busy).toBe(0);
    expect(await countMessages(here.world.services.queue)).toBe(before);
    await takeMessages();
    await runUntil("as many to be asked for as there is room", async () => (await newestRun()).sent >= 5);

    const types: string[] = [];
    const noting = handlerWith(async (job, onInspected) => {
      const picture = await here.worker.services.renderer.render(job, onInspected);
      types.push(picture.contentType);
      return picture;
    });
    const file = await pngWithAlpha();
    const upload = await announce(here.world.cloud, file, owner.id);
    await store(here.world.cloud, upload, file.body);
    const waiting = images.map((image) => delivery(message(image, run)));
    await noting(batch(...waiting, delivery(storedEvent(upload))));
    expect(types.slice(0, 2)).toContain("image/png");
    expect(types).toHaveLength(images.length + 1);
  });

  test("comes to the same end where two go on with it at once", { tags: "long" }, async () => {
    const owner = await someone();
    const images: Image[] = [];
    for (let index = 0; index < 8; index++) images.push(await staleImage(owner));
    await begin();
    startTrigger();
    const goOn = () => continueRerender(here.world.services, { deadline: Date.now() + 50_000, pauseMs: 10 });
    await Promise.all([goOn(), goOn()]);
    const run = await newestRun();
    expect(run).toMatchObject({ state: "done", found: 8 });
    expect((await progress(run)).rendered).toBe(8);
    for (const image of images) {
      expect((await listImageKeys(image)).sort()).toEqual(
        [...keysOfVersion(image, PAST_VERSION), ...keysOfVersion(image, rerenderVersion(run))].sort(),
      );
    }
  });
});
