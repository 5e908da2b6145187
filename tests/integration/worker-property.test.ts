import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from "@aws-sdk/client-sqs";
import type { SQSRecord } from "aws-lambda";
import fc from "fast-check";
import { ulid } from "ulid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { deleteImage } from "#lib/images/delete-image.ts";
import type { Image } from "#lib/images/image.ts";
import type { ImageId } from "#lib/images/image-item.ts";
import { findImage, findImageIncludingDeleting, setTrashed } from "#lib/images/image-repository.ts";
import { originalKey, renditionKey, renditionsPrefix } from "#lib/images/object-keys.ts";
import { listProcessingEvents } from "#lib/images/processing-event-repository.ts";
import { MAX_RECEIVE_COUNT, parseThumbnailMessage } from "#lib/processing/message.ts";
import { findObject, listKeys } from "#lib/storage/objects.ts";
import { getUsage } from "#lib/usage/usage-repository.ts";
import { smallPhoto, type TestFile } from "#tests/support/image-factory.ts";
import { expectedRenditions } from "#tests/support/rendition-names.ts";
import { startTestCloud, type TestCloud } from "#tests/support/test-cloud.ts";
import { announce, batch, startTestWorker, store, storedEvent, type TestWorker } from "#tests/support/test-worker.ts";
import { createHandler, type Handler } from "#worker/create-handler.ts";
import { RendererError } from "#worker/render-child.ts";

/*
 * Whatever order, number and fate the events of some images have: each image ends in one terminal state, the queue
 * drains, nothing is left in storage that no image owns, and the usage is the sum of the images.
 */

const FEW_RUNS = 6;
const RUNS = 20;
const TEST_TIMEOUT_MS = 180_000;
const BATCH_SIZE = 10;
/** What is left of a file that is damaged. */
const HEADER_BYTES = 40;
/** More receives than any message of a run may need; one that goes on longer is stuck. */
const MAX_POLLS = 200;

let cloud: TestCloud;
let worker: TestWorker;
let healthy: TestFile[];
beforeAll(async () => {
  cloud = await startTestCloud();
  worker = startTestWorker(cloud);
  healthy = await Promise.all([1, 2, 3, 4].map(smallPhoto));
});
afterAll(async () => {
  await worker.stop();
  await cloud.stop();
});

type Fate = "healthy" | "corrupt" | "altered" | "never stored";
type OwnerAction = "nothing" | "trash" | "remove before" | "remove during";

interface Story {
  fate: Fate;
  action: OwnerAction;
  /** Further copies of its event. */
  duplicates: number;
  /** Renderings that fail by a fault of ours before one succeeds. */
  faults: number;
  /** An event of an earlier sequencer comes as well. */
  late: boolean;
}

const story: fc.Arbitrary<Story> = fc.record({
  fate: fc.constantFrom<Fate>("healthy", "healthy", "healthy", "corrupt", "altered", "never stored"),
  action: fc.constantFrom<OwnerAction>("nothing", "nothing", "trash", "remove before", "remove during"),
  duplicates: fc.integer({ min: 0, max: 2 }),
  faults: fc.constantFrom(0, 0, 0, 0, 1, 2, MAX_RECEIVE_COUNT + 1),
  late: fc.boolean(),
});

const toImageId = (image: Image): ImageId => ({ ownerId: image.ownerId, imageId: image.id });

async function begin(ownerId: string, told: Story, index: number): Promise<Image> {
  const whole = healthy[index % healthy.length] as TestFile;
  const corrupt = { ...whole, body: whole.body.subarray(0, HEADER_BYTES) };
  const file = told.fate === "corrupt" ? corrupt : whole;
  const image = await announce(cloud, file, ownerId);
  if (told.fate === "altered") await store(cloud, image, Buffer.from("somebody else's bytes"));
  else if (told.fate !== "never stored") await store(cloud, image, file.body);
  return image;
}

/**
 * The notifications that the bucket sent, by key, taken off the queue so that the test decides when and how often they
 * come.
 */
async function takeNotifications(images: { image: Image; told: Story }[]): Promise<Map<string, string>> {
  const bodies = new Map<string, string>();
  const expected = images.filter(({ told }) => told.fate !== "never stored").length;
  while (bodies.size < expected) {
    const { client, url } = cloud.queue;
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: BATCH_SIZE, WaitTimeSeconds: 5 }),
    );
    for (const { Body = "", ReceiptHandle } of Messages) {
      const message = parseThumbnailMessage(Body);
      if (message.kind === "stored") for (const { key } of message.objects) bodies.set(key, Body);
      await client.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
    }
  }
  return bodies;
}

/** The worker on a bad day: renderings fail as the stories tell, and owners remove what is being rendered. */
function unreliableHandler(images: { image: Image; told: Story }[]): Handler {
  const faultsLeft = new Map(images.map(({ image, told }) => [image.sha256, told.faults]));
  const { renderer } = worker.services;
  return createHandler({
    ...worker.services,
    renderer: {
      ...renderer,
      async render(job, onInspected) {
        const [next] = images.filter(({ image }) => (faultsLeft.get(image.sha256) ?? 0) > 0);
        if (next) {
          faultsLeft.set(next.image.sha256, (faultsLeft.get(next.image.sha256) ?? 0) - 1);
          throw new RendererError("as the story tells");
        }
        const picture = await renderer.render(job, onInspected);
        for (const { image, told } of images) {
          if (told.action === "remove during") await deleteImage(cloud, toImageId(image));
        }
        return picture;
      },
    },
  });
}

/** Receives and handles like Lambda does, until the queue is empty. */
async function drain(handle: Handler): Promise<void> {
  const { client, url } = cloud.queue;
  for (let poll = 0; poll < MAX_POLLS; poll++) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: BATCH_SIZE,
        MessageSystemAttributeNames: ["All"],
      }),
    );
    if (Messages.length === 0) {
      if ((await messagesIn(url)) === 0) return;
      continue;
    }
    const { batchItemFailures } = await handle(batch(...Messages.map(toRecord)));
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { MessageId = "", ReceiptHandle } of Messages) {
      const receipt = { QueueUrl: url, ReceiptHandle };
      if (failed.has(MessageId))
        await client.send(new ChangeMessageVisibilityCommand({ ...receipt, VisibilityTimeout: 0 }));
      else await client.send(new DeleteMessageCommand(receipt));
    }
  }
  throw new Error(`Expected the queue to drain within ${MAX_POLLS} receives`);
}

function toRecord(message: Message): SQSRecord {
  return {
    messageId: message.MessageId ?? "",
    receiptHandle: message.ReceiptHandle ?? "",
    body: message.Body ?? "",
    attributes: message.Attributes as unknown as SQSRecord["attributes"],
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "",
    awsRegion: "us-east-1",
  };
}

async function messagesIn(url: string): Promise<number> {
  const { Attributes } = await cloud.queue.client.send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    }),
  );
  return Object.values(Attributes ?? {}).reduce((sum, value) => sum + Number(value), 0);
}

async function expectOneEnd(image: Image, told: Story): Promise<number> {
  const now = await findImage(cloud.database, toImageId(image));
  const renditions = (await listKeys(cloud.storage, renditionsPrefix(image.ownerId, image.id))).sort();
  const original = await findObject(cloud.storage, originalKey(image.ownerId, image.id));
  const steps = (await listProcessingEvents(cloud.database, image.id)).map(({ step }) => step);
  if (told.action.startsWith("remove") && !now) {
    expect(await findImageIncludingDeleting(cloud.database, toImageId(image))).toBeUndefined();
    expect({ renditions, original, steps }).toEqual({ renditions: [], original: undefined, steps: [] });
    return 0;
  }
  // A newer event of a settled image says that its original was overwritten, so it is looked at once more.
  const mostEnds = told.late ? [1, 2] : [1];
  expect(now?.trashedAt !== undefined).toBe(told.action === "trash");
  if (now?.status === "ready") {
    expect(told.fate).toBe("healthy");
    expect(renditions).toEqual(
      expectedRenditions()
        .map((name) => renditionKey(image.ownerId, image.id, name))
        .sort(),
    );
    expect(mostEnds).toContain(steps.filter((step) => step === "ready").length);
  } else {
    expect(now?.status).toBe("failed");
    const expected = {
      healthy: "internal",
      corrupt: "corrupt_image",
      altered: "checksum_mismatch",
      "never stored": "internal",
    };
    // Faults of ours can use up every receive before the picture's own fault shows.
    expect([expected[told.fate], "internal"]).toContain(now?.failureCode);
    expect(renditions).toEqual([]);
    expect(mostEnds).toContain(steps.filter((step) => step === "failed").length);
  }
  return told.fate === "never stored" ? 0 : (now?.bytes ?? 0);
}

test("each image has one end, whatever becomes of its events", { timeout: TEST_TIMEOUT_MS }, async () => {
  await checkEnds(FEW_RUNS);
});

test("each image has one end in more stories", { timeout: TEST_TIMEOUT_MS, tags: "long" }, async () => {
  await checkEnds(RUNS);
});

async function checkEnds(runs: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(
      fc.array(story, { minLength: 1, maxLength: 4 }),
      fc.infiniteStream(fc.nat()),
      async (stories, dice) => {
        const ownerId = ulid();
        const images = await Promise.all(
          stories.map(async (told, index) => ({ told, image: await begin(ownerId, told, index) })),
        );
        const notifications = await takeNotifications(images);
        const bodies = images.flatMap(({ image, told }) => [
          ...Array.from(
            { length: told.duplicates + 1 },
            () => notifications.get(originalKey(ownerId, image.id)) ?? storedEvent(image),
          ),
          ...(told.late ? [storedEvent(image, { sequencer: "00" })] : []),
          JSON.stringify({ Event: "s3:TestEvent" }),
        ]);
        const shuffled = bodies
          .map((body) => ({ body, rank: dice.next().value ?? 0 }))
          .sort((one, other) => one.rank - other.rank);
        for (const { body } of shuffled) {
          await cloud.queue.client.send(new SendMessageCommand({ QueueUrl: cloud.queue.url, MessageBody: body }));
        }
        for (const { image, told } of images) {
          if (told.action === "trash") await setTrashed(cloud.database, toImageId(image), new Date().toISOString());
          if (told.action === "remove before") await deleteImage(cloud, toImageId(image));
        }

        await drain(unreliableHandler(images));

        let stored = 0;
        for (const { image, told } of images) stored += await expectOneEnd(image, told);
        const usage = await getUsage(cloud.database, ownerId);
        const waiting = Object.values(usage.reservations).reduce((sum, { bytes }) => sum + bytes, 0);
        expect(usage.usedBytes).toBe(stored);
        expect(usage.committedBytes).toBe(stored + waiting);
        expect(await messagesIn(cloud.queue.url)).toBe(0);
      },
    ),
    { numRuns: runs, endOnFailure: true },
  );
}
