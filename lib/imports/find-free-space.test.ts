import { expect, test } from "vitest";
import { findFreeSpace } from "./find-free-space.ts";

test.each([
  [{ usedBytes: 30, reservedBytes: 20, quotaBytes: 100 }, 50],
  // The quota was lowered.
  [{ usedBytes: 90, reservedBytes: 20, quotaBytes: 100 }, 0],
])("of %j there is room for %i bytes", async (usage, room) => {
  expect(await findFreeSpace(async (method, path) => (`${method} ${path}` === "GET /api/usage" ? usage : {}))).toBe(
    room,
  );
});
