import { expect, test } from "vitest";
import { readAddedBytes } from "./share-fields.tsx";

function read(fields: Record<string, string>): number {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return readAddedBytes(form);
}

test.each([1_000_000, 1_234_567, 5 * 1024 ** 3])(
  "a bound of %i bytes stays while nobody changes what is shown",
  (bytes) => {
    const shown = String(Number((bytes / 1024 ** 3).toPrecision(3)));
    expect(Number(shown)).toBeGreaterThan(0);
    expect(read({ maxAddedBytes: String(bytes), maxAddedGigabytes: shown })).toBe(bytes);
  },
);

test("a bound that is typed is what was typed", () => {
  expect(read({ maxAddedBytes: "1000000", maxAddedGigabytes: "2" })).toBe(2 * 1024 ** 3);
  expect(read({ maxAddedGigabytes: "0.5" })).toBe(512 * 1024 ** 2);
});
