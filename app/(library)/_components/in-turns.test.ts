import { expect, it } from "vitest";
import { inTurns } from "./in-turns.ts";

it("runs every task, never more than allowed at once, and tells which failed", async () => {
  let running = 0;
  let most = 0;
  const result = await inTurns([1, 2, 3, 4, 5, 6], 2, async (number) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    if (number % 3 === 0) throw new Error(`no ${number}`);
  });
  expect(most).toBe(2);
  expect(result.failed.sort()).toEqual([3, 6]);
  expect(result.error).toEqual(new Error("no 6"));
});
