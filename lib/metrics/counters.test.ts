import { expect, test } from "vitest";
import { addUp, failuresByCode, readyTimeCounter, readyTimeQuantile } from "./counters.ts";
import { startOfBucket, toBuckets } from "./time-bucket.ts";

test("a quantile lies within the class of the times that it was counted from", () => {
  const counts = addUp([...Array(90).fill(400), ...Array(10).fill(9_000)].map((ms) => ({ [readyTimeCounter(ms)]: 1 })));
  expect(readyTimeQuantile(counts, 0.5)).toBeGreaterThan(250);
  expect(readyTimeQuantile(counts, 0.5)).toBeLessThanOrEqual(500);
  expect(readyTimeQuantile(counts, 0.95)).toBeGreaterThan(7_500);
  expect(readyTimeQuantile(counts, 0.95)).toBeLessThanOrEqual(10_000);
});

test("without any time there is no quantile, and an endless one is as long as is known", () => {
  expect(readyTimeQuantile({}, 0.5)).toBeUndefined();
  expect(readyTimeQuantile({ [readyTimeCounter(10 ** 9)]: 1 }, 0.5)).toBe(1_800_000);
});

test("failures are named by code, the most frequent first", () => {
  expect(
    failuresByCode({ failed: 4, failed_internal: 1, failed_corrupt_image: 3 }, [
      "internal",
      "timeout",
      "corrupt_image",
    ]),
  ).toEqual([
    { code: "corrupt_image", count: 3 },
    { code: "internal", count: 1 },
  ]);
});

test("a period ends with the part that is going on", () => {
  const now = new Date("2026-11-22T10:07:31Z");
  expect(startOfBucket("fiveMinutes", now)).toBe("2026-11-22T10:05:00.000Z");
  expect(toBuckets("hour", now).at(-1)).toBe("2026-11-22T10:05:00.000Z");
  expect(toBuckets("day", now)[0]).toBe("2026-11-21T11:00:00.000Z");
  expect(toBuckets("month", now)).toHaveLength(30);
});
