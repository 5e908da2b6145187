import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { scheduleJob } from "./scheduled-job.ts";

const MINUTE_MS = 60_000;

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function schedule(given: { run: () => Promise<boolean>; isQuiet: boolean; restMs?: number }) {
  const state = { runs: 0, isQuiet: given.isQuiet };
  const stop = scheduleJob({
    seconds: 45,
    run: () => {
      state.runs += 1;
      return given.run();
    },
    isQuiet: () => state.isQuiet,
    restMs: given.restMs,
    onError: () => {},
  });
  return { state, stop };
}

test("a job runs at its interval while the system is in use", async () => {
  const { state, stop } = schedule({ run: async () => false, isQuiet: false });
  await vi.advanceTimersByTimeAsync(3 * MINUTE_MS);
  expect(state.runs).toBe(5);
  await stop();
});

test("it rests while the system is unused and has nothing to do, and resumes at its next turn", async () => {
  const { state, stop } = schedule({ run: async () => false, isQuiet: true });
  await vi.advanceTimersByTimeAsync(11 * MINUTE_MS);
  expect(state.runs).toBe(3);
  state.isQuiet = false;
  await vi.advanceTimersByTimeAsync(45_000);
  expect(state.runs).toBe(4);
  await stop();
});

test("what costs much rests for longer while the system is unused", async () => {
  const { state, stop } = schedule({ run: async () => false, isQuiet: true, restMs: 30 * MINUTE_MS });
  await vi.advanceTimersByTimeAsync(29 * MINUTE_MS);
  expect(state.runs).toBe(1);
  await vi.advanceTimersByTimeAsync(2 * MINUTE_MS);
  expect(state.runs).toBe(2);
  await stop();
});

test.each([
  ["finds something to do", async () => true],
  ["fails", () => Promise.reject(new Error("no database"))],
])("it does not rest while it %s", async (_what, run) => {
  const { state, stop } = schedule({ run, isQuiet: true });
  await vi.advanceTimersByTimeAsync(3 * MINUTE_MS);
  expect(state.runs).toBe(5);
  await stop();
});

test("it waits for what it comes after, and does not run any more once it is stopped", async () => {
  const start = Promise.withResolvers<void>();
  let runs = 0;
  const stop = scheduleJob({
    seconds: 45,
    run: async () => {
      runs += 1;
      return false;
    },
    isQuiet: () => false,
    after: start.promise,
    onError: () => {},
  });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(runs).toBe(0);
  start.resolve();
  await vi.advanceTimersByTimeAsync(0);
  expect(runs).toBe(1);
  await stop();
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(runs).toBe(1);
});
