import { PutCommand } from "@aws-sdk/lib-dynamodb";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Database } from "#lib/database/database.ts";
import { findContentClaim } from "#lib/images/content-claim-repository.ts";
import { beginUpload } from "#lib/uploads/begin-upload.ts";
import { getUsage } from "#lib/usage/usage-repository.ts";
import { listImageIds } from "#tests/support/image-ids.ts";
import { type Call, type Choose, exploreInterleavings, runInterleaved } from "#tests/support/interleavings.ts";
import { someUser } from "#tests/support/test-services.ts";
import { provideServices } from "#tests/support/test-world.ts";
import { someFile } from "#tests/support/upload-steps.ts";

/* The same new file from several places at once becomes one image, in whatever order their calls reach the table. */

/** `npm run test:soak -- twice` asks for more. */
const ROUNDS = Number(process.env.SOAK_ROUNDS ?? 25);
const MORE_ROUNDS = 100;
const CONTENDERS = process.env.SOAK_ROUNDS ? 8 : 3;
const TIMEOUT_MS = process.env.SOAK_ROUNDS ? 3_600_000 : 180_000;

const world = provideServices();
async function raceForOneImage(contenders: number, choose: Choose): Promise<void> {
  const user = someUser();
  const { announcement } = someFile();
  const begin = (database: Database) => beginUpload({ ...world.services, database }, user, announcement);
  const results = await runInterleaved(
    world.services.database,
    Array.from({ length: contenders }, () => begin),
    choose,
  );
  const imageIds = results.map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value.image.id;
  });
  const { database } = world.services;
  const [imageId = ""] = imageIds;
  expect(new Set(imageIds)).toEqual(new Set([imageId]));
  expect(await listImageIds(database, user.id)).toEqual([imageId]);
  expect(await findContentClaim(database, { ownerId: user.id, sha256: announcement.sha256 })).toBe(imageId);
  expect(await getUsage(database, user.id)).toMatchObject({
    committedBytes: announcement.bytes,
    imageCount: 0,
    reservations: { [imageId]: { bytes: announcement.bytes } },
  });
}

describe("the explorer", () => {
  test.each([
    ["in every order of calls that meet", "one", 6],
    ["once when nothing meets", "another", 1],
  ])("runs actors %s", async (_, secondItem, expected) => {
    const { database } = world.services;
    const writeTwice = (name: string) => async (scheduled: Database) => {
      for (const value of [1, 2]) {
        const Item = { pk: `EXPLORED#${name}`, sk: "ITEM", value };
        await scheduled.client.send(new PutCommand({ TableName: database.table, Item }));
      }
    };
    const orders = new Set<string>();
    const rounds = await exploreInterleavings(async (choose) => {
      let order = "";
      await runInterleaved(database, [writeTwice("one"), writeTwice(secondItem)], (waiting) => {
        const chosen = choose(waiting);
        order += chosen.actor;
        return chosen;
      });
      orders.add(order);
    });
    expect(rounds).toBeGreaterThanOrEqual(expected);
    expect(orders.size).toBeGreaterThanOrEqual(expected);
  });
});

describe("the same new file at once", () => {
  test("makes one image in every order of two uploaders' calls", { timeout: TIMEOUT_MS }, async () => {
    const rounds = await exploreInterleavings((choose) => raceForOneImage(2, choose));
    expect(rounds).toBeGreaterThan(20);
  });

  const raceInRandomOrders = (rounds: number) =>
    fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat()), (dice) =>
        raceForOneImage(CONTENDERS, (waiting) => waiting.at((dice.next().value ?? 0) % waiting.length) as Call),
      ),
      { numRuns: rounds, endOnFailure: true },
    );

  test(`makes one image in ${ROUNDS} random orders of ${CONTENDERS} uploaders' calls`, { timeout: TIMEOUT_MS }, () =>
    raceInRandomOrders(ROUNDS),
  );

  test.skipIf(process.env.SOAK_ROUNDS)(
    `makes one image in ${MORE_ROUNDS} random orders`,
    { timeout: TIMEOUT_MS, tags: "long" },
    () => raceInRandomOrders(MORE_ROUNDS),
  );
});
