import { expect, test } from "vitest";
import { createPacer } from "./pacer.ts";

/** A pacer by a clock of its own, with so many messages of others in the queue. */
function startJob(others = 0) {
  let now = 0;
  const pacer = createPacer({ countMessages: async () => others, now: () => now });
  let sent = 0;
  return {
    sentAfter: async (ms: number, pace: number) => {
      now = ms;
      while (await pacer.canSend(pace)) {
        pacer.recordSent();
        sent += 1;
      }
      return sent;
    },
  };
}

test("what may be sent in a minute is spread over it", async () => {
  const job = startJob();
  expect(await job.sentAfter(0, 4)).toBe(1);
  expect(await job.sentAfter(14_999, 4)).toBe(1);
  expect(await job.sentAfter(15_000, 4)).toBe(2);
  expect(await job.sentAfter(45_000, 4)).toBe(4);
});

test("what others wait for goes first", async () => {
  expect(await startJob(5).sentAfter(40_000, 120)).toBe(0);
  expect(await startJob(3).sentAfter(40_000, 120)).toBe(2);
});

test("at a high pace the queue holds no more than two seconds' worth", async () => {
  expect(await startJob().sentAfter(40_000, 1_200)).toBe(40);
});
