import { expect, test } from "vitest";
import { readAddedBytes } from "./share-fields.tsx";

function read(fields: Record<string, string>): number {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return readAddedBytes(form);
}

test.each([
  [1, "9.31e-10"],
  [1_000_000, "0.000931"],
  [1_234_567, "0.00115"],
  [5 * 1024 ** 3, "5"],
  [1024 * 1024 ** 3, "1024"],
])("a bound of %i bytes is kept unless what is shown is changed", (bytes, shown) => {
  expect(read({ maxAddedBytes: String(bytes), maxAddedGigabytes: shown })).toBe(bytes);
});

test("a bound that is typed is what was typed", () => {
  expect(read({ maxAddedBytes: "1000000", maxAddedGigabytes: "2" })).toBe(2 * 1024 ** 3);
  expect(read({ maxAddedBytes: String(1024 ** 4), maxAddedGigabytes: "1020" })).toBe(1020 * 1024 ** 3);
  expect(read({ maxAddedGigabytes: "0.5" })).toBe(512 * 1024 ** 2);
});
