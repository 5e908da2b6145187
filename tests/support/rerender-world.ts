import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { afterEach, beforeEach, expect } from "vitest";
import { registerUser } from "#lib/accounts/register-user.ts";
import type { User } from "#lib/accounts/user.ts";
import { keys } from "#lib/database/keys.ts";
import type { Image } from "#lib/images/image.ts";
import { completeProcessing, findImage, startProcessing } from "#lib/images/image-repository.ts";
import { renditionKey, renditionsPrefix } from "#lib/images/object-keys.ts";
import { recipe } from "#lib/images/recipe.ts";
import { continueRerender } from "#lib/integrity/continue-rerender.ts";
import { continueCheck, startCheck } from "#lib/integrity/manage-integrity.ts";
import { startRerender } from "#lib/integrity/start-rerender.ts";
import { addTotals } from "#lib/metrics/counter-repository.ts";
import { type RerenderRun, rerenderVersion } from "#lib/processing/rerender-run.ts";
import { listRerenders, readRerenderProgress } from "#lib/processing/rerender-run-repository.ts";
import { listKeys, writeObject } from "#lib/storage/objects.ts";
import { commitReservation } from "#lib/usage/reserve-bytes.ts";
import { startWorkerTrigger } from "#local/system/worker-trigger.ts";
import { smallPhoto, type TestFile } from "#tests/support/image-factory.ts";
import { expectedRenditions } from "#tests/support/rendition-names.ts";
import { startTestServices, type TestServices } from "#tests/support/test-services.ts";
import { announce, batch, delivery, startTestWorker, store, type TestWorker } from "#tests/support/test-worker.ts";
import { waitUntil } from "#tests/support/wait-until.ts";
import { createHandler, type Handler } from "#worker/create-handler.ts";
import type { Renderer } from "#worker/renderer.ts";

export const PAST_VERSION = "v0";
export const HOUR_MS = 60 * 60_000;

export const toImageId = ({ ownerId, id }: Image) => ({ ownerId, imageId: id });
export const oldBytes = (name: string) => Buffer.from(`an old ${name}`);
export const keysOfVersion = (image: Image, version: string) =>
  expectedRenditions()
    .map((name) => renditionKey(image.ownerId, image.id, name, version))
    .sort();
export const message = (image: Image, run: RerenderRun) =>
  JSON.stringify({ kind: "render", ...toImageId(image), rerender: { run: run.number, version: rerenderVersion(run) } });

/** Gives each test of a file a cloud, a worker, and what tests of re-rendering do with them. */
export function prepareRerenderWorld() {
  let world: TestServices;
  let worker: TestWorker;
  /**
   * Of the worker that the queue feeds. One for a whole test: what a poll that is given up received is lost for a
   * while.
   */
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

  const now = async (image: Image) => (await findImage(world.services.database, toImageId(image))) as Image;
  const listImageKeys = (image: Image) => listKeys(world.services.storage, renditionsPrefix(image.ownerId, image.id));
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

  return {
    get world() {
      return world;
    },
    get worker() {
      return worker;
    },
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
    sendToDeadLetters,
    setItem,
    someone,
    staleImage,
    startTrigger,
    takeMessages,
  };
}
