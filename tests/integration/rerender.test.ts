import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { registerUser } from "#lib/accounts/register-user.ts";
import type { User } from "#lib/accounts/user.ts";
import { listAudit } from "#lib/audit/list-audit.ts";
import { keys } from "#lib/database/keys.ts";
import { deleteImage } from "#lib/images/delete-image.ts";
import type { Image } from "#lib/images/image.ts";
import { markDeleting } from "#lib/images/image-deletion-repository.ts";
import { completeProcessing, findImage, setTrashed, startProcessing } from "#lib/images/image-repository.ts";
import { renditionKey, renditionsPrefix, versionPrefix } from "#lib/images/object-keys.ts";
import { listProcessingEvents } from "#lib/images/processing-event-repository.ts";
import { recipe } from "#lib/images/recipe.ts";
import { continueRerender } from "#lib/integrity/continue-rerender.ts";
import { continueCheck, startCheck } from "#lib/integrity/manage-integrity.ts";
import { beginRerender, controlRerender } from "#lib/integrity/manage-rerenders.ts";
import { RETIRED_MS, removeRetiredRenditions } from "#lib/integrity/remove-retired-renditions.ts";
import { startRerender } from "#lib/integrity/start-rerender.ts";
import { addTotals } from "#lib/metrics/counter-repository.ts";
import { getRenditions, listFailuresOfRerender } from "#lib/operations/get-renditions.ts";
import { collectDeadLetters } from "#lib/processing/collect-dead-letters.ts";
import { MAX_RECEIVE_COUNT, requestRendering } from "#lib/processing/message.ts";
import { type RerenderRun, rerenderVersion } from "#lib/processing/rerender-run.ts";
import { changeRerender, listRerenders, readRerenderProgress } from "#lib/processing/rerender-run-repository.ts";
import { countMessages } from "#lib/queue/queue.ts";
import { deleteFolder, listKeys, readObject, writeObject } from "#lib/storage/objects.ts";
import { createRenditionSigner } from "#lib/storage/signing.ts";
import { commitReservation, getUsage } from "#lib/usage/usage-repository.ts";
import { startWorkerTrigger } from "#local/system/worker-trigger.ts";
import { pngWithAlpha, smallPhoto, type TestFile, tiff } from "#tests/support/image-factory.ts";
import { expectedRenditions } from "#tests/support/rendition-names.ts";
import { startTestServices, type TestServices } from "#tests/support/test-services.ts";
import {
  announce,
  batch,
  delivery,
  startTestWorker,
  store,
  storedEvent,
  type TestWorker,
} from "#tests/support/test-worker.ts";
import { waitUntil } from "#tests/support/wait-until.ts";
import { createHandler, type Handler } from "#worker/create-handler.ts";
import { type Renderer, RendererError } from "#worker/renderer.ts";

const PAST_VERSION = "v0";
const HOUR_MS = 60 * 60_000;
/** Two images for each of some twenty calls. */
const LOSSES_TIMEOUT_MS = 180_000;

let world: TestServices;
let worker: TestWorker;
/** Of the worker that the queue feeds. One for a whole test: what a poll that is given up received is lost for a while. */
let stopTrigger: (() => Promise<void>) | undefined;
let people = 0;
let photos = 0;

beforeEach(async () => {
  world = await startTestServices();
  worker = startTestWorker(world.cloud);
});
afterEach(async () => {
  await stopTrigger?.();
  stopTrigger = undefined;
  await worker.stop();
  await world.stop();
});

const toImageId = ({ ownerId, id }: Image) => ({ ownerId, imageId: id });
const now = async (image: Image) => (await findImage(world.services.database, toImageId(image))) as Image;
const listImageKeys = (image: Image) => listKeys(world.services.storage, renditionsPrefix(image.ownerId, image.id));
const keysOfVersion = (image: Image, version: string) =>
  expectedRenditions()
    .map((name) => renditionKey(image.ownerId, image.id, name, version))
    .sort();
const newestRun = async () => (await listRerenders(world.services.database, 1))[0] as RerenderRun;

async function someone(): Promise<User> {
  const email = `person${people++}@example.org`;
  return registerUser(world.services, { email, password: "correct horse battery staple", address: "local" });
}

/** An image that is ready by the recipe as it stands. */
async function readyImage(owner: User): Promise<Image> {
  const file = await smallPhoto(photos++);
  const image = await announce(world.cloud, file, owner.id);
  await store(world.cloud, image, file.body);
  const ready = await waitUntil("the image to be ready", async () => {
    await worker.handle(batch(...(await takeMessages()).map((body) => delivery(body))));
    const after = await now(image);
    return after.status === "ready" && after;
  });
  expect(ready).toMatchObject({ status: "ready", recipeVersion: recipe.version });
  return ready;
}

const oldBytes = (name: string) => Buffer.from(`an old ${name}`);

/** An image that became ready an hour ago, by a recipe that was in use then. */
async function staleImage(owner: User, original?: TestFile): Promise<Image> {
  const { database, storage } = world.services;
  const file = original ?? (await smallPhoto(photos++));
  const image = await announce(world.cloud, file, owner.id);
  await store(world.cloud, image, file.body);
  await waitUntil("the notice of its original", async () =>
    (await takeMessages()).some((body) => body.includes(image.id)),
  );
  for (const name of expectedRenditions()) {
    const key = renditionKey(image.ownerId, image.id, name, PAST_VERSION);
    await writeObject(storage, key, oldBytes(name), { contentType: "image/webp" });
  }
  const at = new Date(Date.now() - HOUR_MS).toISOString();
  await startProcessing(database, toImageId(image), { at, sequencer: undefined });
  await commitReservation(database, owner.id, { imageId: image.id, bytes: image.bytes });
  await addTotals(database, { images: 1, bytes: image.bytes });
  const renditions = expectedRenditions().map((name) => [
    name,
    { width: 4, height: 3, bytes: oldBytes(name).byteLength },
  ]);
  const rendered = {
    width: 48,
    height: 32,
    takenAt: undefined,
    takenAtSource: undefined,
    takenOffset: undefined,
    sortAt: undefined,
    thumbhash: "",
    dominantColor: "#336699",
    frames: undefined,
    shot: undefined,
    embedded: undefined,
    recipeVersion: PAST_VERSION,
    renditions: Object.fromEntries(renditions),
  };
  return (await completeProcessing(database, toImageId(image), rendered, at)) as Image;
}

const toKey = (image: Image) => keys.image(image.ownerId, image.id);

async function setItem(image: Image, attributes: Record<string, unknown>): Promise<void> {
  const { client, table } = world.services.database;
  for (const [name, value] of Object.entries(attributes)) {
    await client.send(
      new UpdateCommand({
        TableName: table,
        Key: toKey(image),
        UpdateExpression: "SET #name = :value",
        ExpressionAttributeNames: { "#name": name },
        ExpressionAttributeValues: { ":value": value },
      }),
    );
  }
}

/** Feeds a worker from the queue until the test ends. */
function startTrigger(handle: Handler = worker.handle): void {
  if (stopTrigger) return;
  const { queue, cloud } = world.cloud;
  const trigger = startWorkerTrigger({
    queue,
    queueArn: cloud.queueArn,
    region: cloud.environment.AWS_REGION ?? "",
    visibilitySeconds: cloud.visibilitySeconds,
    invoke: (event) => handle(event),
    log: () => {},
  });
  stopTrigger = () => trigger.stop();
}

/** Takes every message out of the queue, as if no worker ever saw it, and returns them. */
async function takeMessages(): Promise<string[]> {
  const { client, url } = world.services.queue;
  const bodies: string[] = [];
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
    );
    if (Messages.length === 0) return bodies;
    for (const { ReceiptHandle, Body = "" } of Messages) {
      await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
      bodies.push(Body);
    }
  }
}

/** Goes on with the re-render until something is so, or until there is nothing left to go on with. */
async function runUntil(what: string, check: () => Promise<boolean>): Promise<void> {
  const stopping = new AbortController();
  const options = { deadline: Date.now() + 60_000, signal: stopping.signal, pauseMs: 10 };
  const going = continueRerender(world.services, options);
  await waitUntil(what, check, 30_000);
  stopping.abort();
  await going;
}

/** Goes on with the re-render, with a worker at work, until it has ended. */
async function runToCompletion(): Promise<RerenderRun> {
  startTrigger();
  await continueRerender(world.services, { deadline: Date.now() + 50_000, pauseMs: 10 });
  const run = await newestRun();
  expect(run.state).toBe("done");
  return run;
}

async function sendToDeadLetters(body: string): Promise<void> {
  const { client, deadLetterUrl } = world.services.queue;
  await client.send(new SendMessageCommand({ QueueUrl: deadLetterUrl, MessageBody: body }));
}

const message = (image: Image, run: RerenderRun) =>
  JSON.stringify({ kind: "render", ...toImageId(image), rerender: { run: run.number, version: rerenderVersion(run) } });

const begin = (options: { isForced?: boolean; pacePerMinute?: number } = {}) =>
  startRerender(world.services, { isForced: false, pacePerMinute: 3_000, ...options }) as Promise<RerenderRun>;

/** A worker whose renderer does something else first. */
const handlerWith = (render: Renderer["render"]) =>
  createHandler({ ...worker.services, renderer: { ...worker.services.renderer, render } });

const progress = (run: RerenderRun) => readRerenderProgress(world.services.database, run.number);

async function checkIntegrity(atMs = Date.now()): Promise<unknown> {
  const { id } = await startCheck(world.services, "check");
  const options = { deadline: Date.now() + 30_000, trashDays: 30, now: () => atMs, pause: async () => {} };
  const run = await continueCheck(world.services, id, options);
  return run?.counts;
}

describe("a change of the recipe", () => {
  test("renders the library again by itself; old renditions serve until no link to them works", async () => {
    const [one, other] = [await someone(), await someone()];
    const stale = [await staleImage(one), await staleImage(one), await staleImage(other)];
    const trashed = await staleImage(other);
    await setTrashed(world.services.database, toImageId(trashed), new Date().toISOString());
    stale.push(trashed);
    const current = await readyImage(one);
    const waiting = await announce(world.cloud, await smallPhoto(photos++), other.id);
    const usage = await getUsage(world.services.database, one.id);
    const [first] = stale as [Image];
    const sign = await createRenditionSigner(world.services.storage);
    const { url } = await sign(renditionKey(first.ownerId, first.id, "thumbnail", PAST_VERSION));

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
    expect(await getUsage(world.services.database, one.id)).toEqual(usage);
    expect(await checkIntegrity(Date.now() + 2 * HOUR_MS)).toEqual({});

    const remove = (ms: number) =>
      removeRetiredRenditions(world.services, { deadline: Date.now() + 30_000, now: () => Date.now() + ms });
    expect(await remove(RETIRED_MS - HOUR_MS)).toBe(0);
    expect((await fetch(url)).status).toBe(200);
    expect(await remove(RETIRED_MS + 1_000)).toBe(4);
    for (const image of stale) {
      expect((await listImageKeys(image)).sort()).toEqual(keysOfVersion(image, `${recipe.version}.1`));
      expect((await now(image)).retired).toBeUndefined();
    }
    expect(await checkIntegrity(Date.now() + 2 * HOUR_MS)).toEqual({});
    expect(await continueRerender(world.services, { deadline: Date.now() + 10_000 })).toBe(0);
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
    await changeRerender(world.services.database, before.number, (run) => ({ ...run, recipeVersion: "v9" }));
    const run = await runToCompletion();
    expect(run).toMatchObject({ number: 2, recipeVersion: recipe.version });
    const [, gaveWay] = await listRerenders(world.services.database, 2);
    expect(gaveWay).toMatchObject({ number: 1, state: "cancelled", finishedAt: expect.any(String) });
  });

  test("is not rendered by a worker that does not know it, and the re-render says so", async () => {
    const image = await staleImage(await someone());
    const run = await begin();
    await worker.handle(batch(delivery(message(image, { ...run, recipeVersion: "v9" }))));
    expect((await now(image)).recipeVersion).toBe(PAST_VERSION);
    expect((await listImageKeys(image)).sort()).toEqual(keysOfVersion(image, PAST_VERSION));
    const ignoring = async () => ({ batchItemFailures: [] });
    startTrigger(ignoring);
    await runUntil("the re-render to pause", async () => (await newestRun()).state === "paused");
    expect((await newestRun()).note).toContain("rendered none of the 1 images");
  });
});

describe("a ready image", () => {
  test("stays as it is, for everybody, until its new renditions stand", async () => {
    const image = await staleImage(await someone());
    const run = await begin();
    const looking = handlerWith(async (job, onInspected) => {
      const picture = await worker.services.renderer.render(job, onInspected);
      expect(await now(image)).toEqual(image);
      for (const name of expectedRenditions()) {
        const object = await readObject(
          world.services.storage,
          renditionKey(image.ownerId, image.id, name, PAST_VERSION),
        );
        expect(object?.body).toEqual(oldBytes(name));
      }
      return picture;
    });
    expect(await looking(batch(delivery(message(image, run))))).toEqual({ batchItemFailures: [] });
    expect(await now(image)).toMatchObject({ recipeVersion: rerenderVersion(run), statusAt: image.statusAt });
    const steps = (await listProcessingEvents(world.services.database, image.id)).map(({ step }) => step);
    expect(steps.at(-1)).toBe("rerendered");
  });

  test("is rendered once however often its message comes, also at the same moment", async () => {
    const image = await staleImage(await someone());
    const run = await begin();
    const event = message(image, run);
    await worker.handle(batch(delivery(event), delivery(event)));
    await worker.handle(batch(delivery(event)));
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
      (await listFailuresOfRerender(world.services, { run: run.number, limit: 10 })).failures;
    expect(await failures()).toMatchObject([{ imageId: image.id, code: "checksum_mismatch", ownerId: owner.id }]);
    const { rerenders, images } = await getRenditions(world.services);
    expect(images).toBe(2);
    expect(rerenders).toMatchObject([{ number: 1, state: "done", done: 2, total: 2, rendered: 1, failed: 1 }]);

    await setItem(image, { sha256: image.sha256 });
    const second = await begin();
    await runToCompletion();
    const after = await now(image);
    expect(after).toMatchObject({ recipeVersion: rerenderVersion(second) });
    expect(after.rerenderFailure).toBeUndefined();
    expect(await failures()).toEqual([]);
    expect((await getRenditions(world.services)).rerenders[0]).toMatchObject({ number: 2, rendered: 1, failed: 0 });
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
    expect(await collectDeadLetters(world.services)).toEqual({ failed: 0, kept: 0, dropped: 1 });
    expect(await progress(run)).toEqual({ rendered: 0, failed: 1, skipped: 0 });
  });
});

describe("the integrity check", () => {
  test("leaves renditions alone that a re-render is about to show, and names them when nobody did", async () => {
    const image = await staleImage(await someone());
    const key = renditionKey(image.ownerId, image.id, "thumbnail", `${recipe.version}.7`);
    await writeObject(world.services.storage, key, oldBytes("thumbnail"), { contentType: "image/webp" });
    expect(await checkIntegrity(Date.now() + 2 * HOUR_MS)).toEqual({});
    expect(await checkIntegrity(Date.now() + 5 * HOUR_MS)).toEqual({ orphan_object: 1 });
  });

  test("does not call renditions missing that may have changed while it was looking", async () => {
    const image = await staleImage(await someone());
    const run = await begin();
    await worker.handle(batch(delivery(message(image, run))));
    await deleteFolder(world.services.storage, versionPrefix(image.ownerId, image.id, rerenderVersion(run)));
    expect(await checkIntegrity()).toEqual({});
    expect(await checkIntegrity(Date.now() + HOUR_MS)).toEqual({ missing_rendition: 1 });
  });
});

describe("an image that was removed for good", () => {
  test("while it was rendered again leaves nothing", async () => {
    const image = await staleImage(await someone());
    const run = await begin();
    const removing = handlerWith(async (job, onInspected) => {
      const picture = await worker.services.renderer.render(job, onInspected);
      await deleteImage(world.services, toImageId(image));
      return picture;
    });
    expect(await removing(batch(delivery(message(image, run))))).toEqual({ batchItemFailures: [] });
    expect(await now(image)).toBeUndefined();
    expect(await listImageKeys(image)).toEqual([]);
    expect(await listProcessingEvents(world.services.database, image.id)).toEqual([]);
    expect(await getUsage(world.services.database, image.ownerId)).toMatchObject({ usedBytes: 0, imageCount: 0 });
  });

  test("before its turn came, or is being removed, is left alone", async () => {
    const owner = await someone();
    const [gone, going] = [await staleImage(owner), await staleImage(owner)];
    const run = await begin();
    await deleteImage(world.services, toImageId(gone));
    await markDeleting(world.services.database, toImageId(going), new Date().toISOString());
    await worker.handle(batch(delivery(message(gone, run)), delivery(message(going, run))));
    expect(await listImageKeys(gone)).toEqual([]);
    expect(await progress(run)).toEqual({ rendered: 0, failed: 0, skipped: 2 });
    await deleteImage(world.services, toImageId(going));
    expect(await listImageKeys(going)).toEqual([]);
  });
});

describe("a worker that is lost in the middle", () => {
  /** A worker that is lost at the given call to database or storage, just before it or just after. */
  function lostAt(call: number, when: "before" | "after") {
    let calls = 0;
    const losing = <Client extends { send: (...words: never[]) => Promise<unknown> }>(client: Client): Client =>
      new Proxy(client, {
        get: (target, name) => {
          if (name !== "send") return Reflect.get(target, name, target);
          return async (...words: never[]) => {
            calls += 1;
            const isLost = calls >= call;
            if (isLost && (calls > call || when === "before")) throw new Error("lost");
            const answer = await target.send(...words);
            if (isLost) throw new Error("lost");
            return answer;
          };
        },
      });
    const { database, storage } = worker.services;
    const handle = createHandler({
      ...worker.services,
      database: { ...database, client: losing(database.client) },
      storage: { ...storage, client: losing(storage.client) },
    });
    return { handle, isReached: () => calls >= call };
  }

  test.each(["before", "after"] as const)(
    "%s any call leaves what serves, and no orphan",
    async (when) => {
      const owner = await someone();
      const run = await begin();
      const version = rerenderVersion(run);
      for (let call = 1; ; call++) {
        const [again, givenUp] = [await staleImage(owner), await staleImage(owner)];
        const losses = [again, givenUp].map(async (image) => {
          const lost = lostAt(call, when);
          await lost.handle(batch(delivery(message(image, run)))).catch(() => {});
          return lost.isReached();
        });
        const isReached = (await Promise.all(losses)).every(Boolean);

        await worker.handle(batch(delivery(message(again, run), 2)));
        expect(await now(again), `lost ${when} call ${call}`).toMatchObject({
          status: "ready",
          recipeVersion: version,
        });
        await sendToDeadLetters(message(givenUp, run));
        await collectDeadLetters(world.services);
        await removeRetiredRenditions(world.services, {
          deadline: Date.now() + 30_000,
          now: () => Date.now() + RETIRED_MS + 1_000,
        });
        for (const image of [again, givenUp]) {
          const after = await now(image);
          expect(after.status).toBe("ready");
          expect(after.retired).toBeUndefined();
          expect((await listImageKeys(image)).sort(), `lost ${when} call ${call}`).toEqual(
            keysOfVersion(image, after.recipeVersion ?? ""),
          );
        }
        if (!isReached) break;
        expect(call).toBeLessThan(60);
      }
    },
    LOSSES_TIMEOUT_MS,
  );
});

describe("a re-render", () => {
  test("is paused, resumed at another pace, and cancelled by admins, and the audit log says who did", async () => {
    const owner = await someone();
    const images = [await staleImage(owner), await staleImage(owner), await staleImage(owner)];
    const by = { actor: { kind: "user", id: owner.id, email: owner.email } } as const;
    const { number } = await beginRerender(world.services, by, { isForced: false, pacePerMinute: 1 });
    await expect(beginRerender(world.services, by, { isForced: false })).rejects.toMatchObject({
      code: "invalid_state",
    });
    await runUntil("one to be asked for", async () => (await newestRun()).sent === 1);
    expect(await countMessages(world.services.queue)).toBe(1);
    await controlRerender(world.services, by, number, { command: "pause" });
    expect(await continueRerender(world.services, { deadline: Date.now() + 10_000 })).toBe(0);
    expect(await newestRun()).toMatchObject({ state: "paused", sent: 1 });

    await controlRerender(world.services, by, number, { command: "resume", pacePerMinute: 3_000 });
    const run = await runToCompletion();
    expect(run.number).toBe(number);
    for (const image of images) expect((await now(image)).recipeVersion).toBe(rerenderVersion(run));

    const second = await beginRerender(world.services, by, { isForced: true });
    await controlRerender(world.services, by, second.number, { command: "cancel" });
    await controlRerender(world.services, by, second.number, { command: "cancel" });
    await expect(controlRerender(world.services, by, second.number, { command: "resume" })).rejects.toMatchObject({
      code: "invalid_state",
    });
    expect(await continueRerender(world.services, { deadline: Date.now() + 10_000 })).toBe(0);
    expect(await newestRun()).toMatchObject({ number: second.number, state: "cancelled", sent: 0 });
    const { events } = await listAudit(world.services, { userId: owner.id, limit: 50 });
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

  test("lets uploads go first, in the queue and in a batch", async () => {
    const owner = await someone();
    const images: Image[] = [];
    for (let index = 0; index < 6; index++) images.push(await staleImage(owner));
    const [some] = images as [Image];
    const run = await begin();
    for (let index = 0; index < 5; index++) await requestRendering(world.services.queue, toImageId(some));
    const before = await countMessages(world.services.queue);
    await changeRerender(world.services.database, run.number, (one) => ({ ...one, pacePerMinute: 120 }));
    const busy = continueRerender(world.services, {
      deadline: Date.now() + 60_000,
      pauseMs: 10,
      signal: AbortSignal.timeout(1_500),
    });
    expect(await busy).toBe(0);
    expect(await countMessages(world.services.queue)).toBe(before);
    await takeMessages();
    await runUntil("as many to be asked for as there is room", async () => (await newestRun()).sent >= 5);

    const types: string[] = [];
    const noting = handlerWith(async (job, onInspected) => {
      const picture = await worker.services.renderer.render(job, onInspected);
      types.push(picture.contentType);
      return picture;
    });
    const file = await pngWithAlpha();
    const upload = await announce(world.cloud, file, owner.id);
    await store(world.cloud, upload, file.body);
    const waiting = images.map((image) => delivery(message(image, run)));
    await noting(batch(...waiting, delivery(storedEvent(upload))));
    expect(types.slice(0, 2)).toContain("image/png");
    expect(types).toHaveLength(images.length + 1);
  });

  test("comes to the same end where two go on with it at once", async () => {
    const owner = await someone();
    const images: Image[] = [];
    for (let index = 0; index < 8; index++) images.push(await staleImage(owner));
    await begin();
    startTrigger();
    const goOn = () => continueRerender(world.services, { deadline: Date.now() + 50_000, pauseMs: 10 });
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
