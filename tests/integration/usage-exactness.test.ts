import { PutCommand } from "@aws-sdk/lib-dynamodb";
import fc from "fast-check";
import { ulid } from "ulid";
import { describe, expect, test } from "vitest";
import type { User } from "#lib/accounts/user.ts";
import type { Database } from "#lib/database/database.ts";
import { keys } from "#lib/database/keys.ts";
import { deleteImage } from "#lib/images/delete-image.ts";
import type { Image } from "#lib/images/image.ts";
import { findImageIncludingDeleting } from "#lib/images/image-repository.ts";
import { originalKey } from "#lib/images/object-keys.ts";
import { writeObject } from "#lib/storage/objects.ts";
import { beginUpload } from "#lib/uploads/begin-upload.ts";
import { commitReservation, releaseReservation } from "#lib/usage/reserve-bytes.ts";
import { MAX_COUNTED_SHARES, MAX_OPEN_RESERVATIONS, MAX_SUBTRACTION_MARKS, type Usage } from "#lib/usage/usage.ts";
import { getUsage } from "#lib/usage/usage-repository.ts";
import { type Call, runInterleaved } from "#tests/support/interleavings.ts";
import { someUser } from "#tests/support/test-services.ts";
import { provideServices } from "#tests/support/test-world.ts";
import { beginNewUpload, makeReady, someFile } from "#tests/support/upload-steps.ts";

/* A user's usage stays exact and small whatever removals do: at once, again, and dying at any of their calls. */

const FEW_RUNS = 8;
const RUNS = 25;
const TIMEOUT_MS = 180_000;
/** Version 0.1.0 kept every removal of a day; from about 11,700 on DynamoDB refused the item. */
const MARKS_OF_A_BUSY_DAY = 1_000;

const world = provideServices();
const toImageId = (image: Image) => ({ ownerId: image.ownerId, imageId: image.id });

async function readyImage(user: User): Promise<Image> {
  const file = someFile();
  const { image } = await beginNewUpload(world.services, user, file);
  await writeObject(world.services.storage, originalKey(user.id, image.id), file.body, { contentType: "image/jpeg" });
  return makeReady(world.services, image);
}

/** Stores marks of removals that are long over beside what the user has, in the form of version 0.1.0. */
async function markRemoved(user: User, count: number): Promise<void> {
  const { database } = world.services;
  const { deleted: _, ...usage } = await getUsage(database, user.id);
  const subtracted = Object.fromEntries(Array.from({ length: count }, () => [ulid(), Date.now()]));
  const Item = { ...keys.usage(user.id), ...usage, subtracted, revision: 1_000 };
  await database.client.send(new PutCommand({ TableName: database.table, Item }));
}

function dyingAt(database: Database, call: number): Database {
  let calls = 0;
  const client = new Proxy(database.client, {
    get(target, property, receiver) {
      if (property !== "send") return Reflect.get(target, property, receiver);
      return (...args: Parameters<typeof target.send>) => {
        calls += 1;
        return calls >= call ? Promise.reject(new Error("the process died")) : target.send(...args);
      };
    },
  });
  return { ...database, client };
}

describe("a usage item", () => {
  test("of version 0.1.0 with the marks of a busy day takes uploads and removals again", async () => {
    const user = someUser();
    const image = await readyImage(user);
    await markRemoved(user, MARKS_OF_A_BUSY_DAY);
    await beginUpload(world.services, user, someFile().announcement);
    await deleteImage(world.services, toImageId(image));
    const usage = await getUsage(world.services.database, user.id);
    expect(usage).toMatchObject({ usedBytes: 0, imageCount: 0, committedBytes: 1_000 });
    expect(Object.keys(usage.subtracted)).toEqual([image.id]);
  });

  test("stays far below what DynamoDB stores (400 KB), however full it is", () => {
    const id = () => ulid();
    const most: Usage = {
      usedBytes: Number.MAX_SAFE_INTEGER,
      imageCount: Number.MAX_SAFE_INTEGER,
      committedBytes: Number.MAX_SAFE_INTEGER,
      reservations: Object.fromEntries(
        Array.from({ length: MAX_OPEN_RESERVATIONS }, () => [id(), { bytes: Number.MAX_SAFE_INTEGER }]),
      ),
      subtracted: Object.fromEntries(Array.from({ length: MAX_SUBTRACTION_MARKS }, () => [id(), Date.now()])),
      deleted: Object.fromEntries(Array.from({ length: 365 }, (_, day) => [String(day), Number.MAX_SAFE_INTEGER])),
      added: Object.fromEntries(
        Array.from({ length: MAX_COUNTED_SHARES }, () => [
          id(),
          { files: Number.MAX_SAFE_INTEGER, bytes: Number.MAX_SAFE_INTEGER },
        ]),
      ),
    };
    expect(JSON.stringify(most).length).toBeLessThan(100_000);
  });
});

interface Story {
  /** How many removers go for each image at once. */
  removers: number[];
  /** At which of its calls each remover dies; beyond its last it lives. */
  deaths: number[];
  /** How many marks there are already. */
  marks: number;
  /** Which image was still being uploaded. */
  uploading: number;
}

const story: fc.Arbitrary<Story> = fc.record({
  removers: fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 1, maxLength: 2 }),
  deaths: fc.array(fc.integer({ min: 1, max: 24 }), { minLength: 4, maxLength: 4 }),
  marks: fc.integer({ min: MAX_SUBTRACTION_MARKS - 2, max: MAX_SUBTRACTION_MARKS }),
  uploading: fc.integer({ min: 0, max: 3 }),
});

test("sums are exact after removals at once, again, and cut off anywhere", { timeout: TIMEOUT_MS }, async () => {
  await checkSums(FEW_RUNS);
});

test("sums are exact in more stories", { timeout: TIMEOUT_MS, tags: "long" }, async () => {
  await checkSums(RUNS);
});

async function checkSums(runs: number): Promise<void> {
  const { services } = world;
  await fc.assert(
    fc.asyncProperty(story, fc.infiniteStream(fc.nat()), async (told, dice) => {
      const user = someUser();
      const kept = await readyImage(user);
      const images: Image[] = [];
      for (const index of told.removers.keys()) {
        const isUploading = index === told.uploading;
        images.push(isUploading ? (await beginNewUpload(services, user, someFile())).image : await readyImage(user));
      }
      await markRemoved(user, told.marks);
      const stored = images.filter((_, index) => index !== told.uploading);

      const targets = images.flatMap((image, index) => Array.from({ length: told.removers[index] ?? 1 }, () => image));
      const removers = targets.map(
        (image, index) => (database: Database) =>
          deleteImage({ ...services, database: dyingAt(database, told.deaths[index] ?? 1) }, toImageId(image)),
      );
      const settler = (database: Database) =>
        commitReservation(database, user.id, { imageId: kept.id, bytes: kept.bytes });
      await runInterleaved<unknown>(
        services.database,
        [...removers, settler],
        (waiting) => waiting.at((dice.next().value ?? 0) % waiting.length) as Call,
      );
      // Whoever comes later brings it to an end, as the sweep does.
      for (const image of images) await deleteImage(services, toImageId(image));
      for (const image of images) {
        expect(await findImageIncludingDeleting(services.database, toImageId(image))).toBeUndefined();
        await releaseReservation(services.database, user.id, image.id);
      }

      const usage = await getUsage(services.database, user.id);
      expect(usage).toMatchObject({
        usedBytes: kept.bytes,
        imageCount: 1,
        committedBytes: kept.bytes,
        reservations: {},
      });
      const deleted = Object.values(usage.deleted).reduce((sum, bytes) => sum + bytes, 0);
      expect(deleted).toBe(stored.reduce((sum, { bytes }) => sum + bytes, 0));
      expect(Object.keys(usage.subtracted).length).toBeLessThanOrEqual(MAX_SUBTRACTION_MARKS);
    }),
    { numRuns: runs, endOnFailure: true },
  );
}
