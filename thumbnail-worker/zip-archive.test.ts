import { afterEach, expect, test, vi } from "vitest";
import { zipArchive } from "./zip-archive.ts";

const entries = [
  { path: "node_modules/ü.js", body: Buffer.from("export {};\n".repeat(100)) },
  { path: "index.mjs", body: Buffer.from("1") },
];

afterEach(() => vi.useRealTimers());

test("the same files give the same bytes, in any order and at any time", async () => {
  const first = await zipArchive(entries);
  vi.useFakeTimers({ toFake: ["Date"], now: new Date("2031-07-01T12:30:10Z") });
  expect((await zipArchive(entries.toReversed())).equals(first)).toBe(true);
});
