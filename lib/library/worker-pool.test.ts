import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { createWorkerPool } from "./worker-pool.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

test("what was asked last of a user's file leaves memory once it was answered", async () => {
  const pool = createWorkerPool(1);
  try {
    const ask = async (ownerId: string) => {
      const input = { parts: "" };
      // There is no such file; an answer that says so is one as well.
      await pool.run("sumParts", { ownerId, path: "/nowhere/index" }, input).catch(() => {});
      return new WeakRef(input);
    };
    const first = await ask("first");
    // Of the request before, the event loop itself may still know something.
    await ask("second");
    await setImmediate();
    collectGarbage();
    expect(first.deref()).toBeUndefined();
  } finally {
    await pool.close();
  }
});
