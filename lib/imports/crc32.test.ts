import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { updateCrc32 } from "./crc32.ts";

test("is what zlib says, in pieces too", () => {
  const bytes = Uint8Array.from({ length: 1_000 }, (_, at) => (at * 31) % 256);
  expect(updateCrc32(updateCrc32(0, bytes.subarray(0, 300)), bytes.subarray(300))).toBe(crc32(bytes));
  expect(updateCrc32(0, new Uint8Array())).toBe(0);
});
