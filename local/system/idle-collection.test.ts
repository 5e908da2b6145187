import { setTimeout } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { collectGarbageWhenIdle } from "./idle-collection.ts";

const ROUND_MS = 50;

test("an idle process collects what it no longer needs, a busy one goes on with its work", async () => {
  let usedMs = 0;
  let perRoundMs = ROUND_MS / 2;
  let collections = 0;
  const cpuMs = () => {
    usedMs += perRoundMs;
    return usedMs;
  };
  onTestFinished(collectGarbageWhenIdle({ roundMs: ROUND_MS, collect: () => collections++, cpuMs }));
  await setTimeout(4 * ROUND_MS);
  expect(collections).toBe(0);
  perRoundMs = ROUND_MS / 100;
  await expect.poll(() => collections).toBeGreaterThan(0);
});

test("the collector is V8's", async () => {
  let isCollected = false;
  const registry = new FinalizationRegistry(() => {
    isCollected = true;
  });
  registry.register({}, undefined);
  onTestFinished(collectGarbageWhenIdle({ roundMs: ROUND_MS }));
  await expect.poll(() => isCollected, { timeout: 5_000 }).toBe(true);
});
