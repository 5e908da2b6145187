import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Counts } from "./counters.ts";
import { gatherCounts } from "./gathered-counts.ts";

const AFTER_MS = 5_000;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function gather(write?: (counts: Counts) => Promise<void>) {
  const written: Counts[] = [];
  const errors: unknown[] = [];
  const counts = gatherCounts({
    write: write ?? (async (sum) => void written.push(sum)),
    afterMs: AFTER_MS,
    onError: (error) => errors.push(error),
  });
  return { counts, written, errors };
}

test("what several batches counted is written once, and no timer is left", async () => {
  const { counts, written } = gather();
  await counts.add({ ready: 2, renderMs: 30 });
  await vi.advanceTimersByTimeAsync(AFTER_MS - 1);
  await counts.add({ ready: 1, failed: 1 });
  await counts.add({});
  expect(written).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(written).toEqual([{ ready: 3, renderMs: 30, failed: 1 }]);
  expect(vi.getTimerCount()).toBe(0);
});

test("whoever ends writes what there is, once", async () => {
  const { counts, written } = gather();
  await counts.add({ ready: 1 });
  await counts.flush();
  await counts.flush();
  await vi.advanceTimersByTimeAsync(2 * AFTER_MS);
  expect(written).toEqual([{ ready: 1 }]);
});

test("a write that fails is reported, and the next counts are written", async () => {
  let isBroken = true;
  const written: Counts[] = [];
  const { counts, errors } = gather(async (sum) => {
    if (isBroken) throw new Error("no database");
    written.push(sum);
  });
  await counts.add({ ready: 1 });
  await vi.advanceTimersByTimeAsync(AFTER_MS);
  isBroken = false;
  await counts.add({ ready: 2 });
  await counts.flush();
  expect(errors).toEqual([new Error("no database")]);
  expect(written).toEqual([{ ready: 2 }]);
});
