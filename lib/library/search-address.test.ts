import { expect, test } from "vitest";
import { readSearchAddress, toSearchParams } from "./search-address.ts";

const [ONE, OTHER] = ["01ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FAW"] as const;

test("an address is read into filters and written back; what means nothing is left out", () => {
  const address = { q: "sea", tag: [ONE, OTHER], favourite: "true", box: "1,2,3,4", minBytes: "5", type: "image/png" };
  const filters = readSearchAddress({ ...address, orientation: "sideways", page: "3", from: "", album: "Norway" });
  expect(filters).toEqual({ ...address, favourite: true, box: [1, 2, 3, 4], minBytes: 5 });
  const written = toSearchParams(filters);
  expect(written.toString()).toBe(
    `q=sea&tag=${ONE}&tag=${OTHER}&favourite=true&type=image%2Fpng&box=1%2C2%2C3%2C4&minBytes=5`,
  );
  expect(readSearchAddress({ tag: ONE, q: ["x", "y"] })).toEqual({ tag: [ONE], q: "x" });
});

test("a text longer than the API takes is left out, since dates are read in it", () => {
  expect(readSearchAddress({ q: "2 days ".repeat(1_000), favourite: "true" })).toEqual({ favourite: true });
});
