import { afterAll, beforeAll, expect, test } from "vitest";
import { countAnnouncementCalls, countRenderingCalls } from "#tests/support/count-database-calls.ts";
import { startTestServices, type TestServices } from "#tests/support/test-services.ts";

let world: TestServices;
beforeAll(async () => {
  world = await startTestServices();
});
afterAll(() => world.stop());

test("an announcement makes at most five requests to the database", async () => {
  const calls = await countAnnouncementCalls(world.services);
  expect(calls.length, calls.join(", ")).toBeLessThanOrEqual(5);
});

test("from event to ready an image takes at most nine requests, and a batch at most five more", async () => {
  const { perImage, perBatch } = await countRenderingCalls(world.cloud);
  expect(perImage).toBeLessThanOrEqual(9);
  expect(perBatch).toBeLessThanOrEqual(5);
});
