import { expect, test } from "vitest";
import { readSearchAddress, toSearchParams } from "./search-address.ts";

test("an address is read into filters and written back; what means nothing is left out", () => {
  const address = { q: "sea", tag: ["A", "B"], favourite: "true", box: "1,2,3,4", minBytes: "5", type: "image/png" };
  const filters = readSearchAddress({ ...address, orientation: "sideways", page: "3", from: "" });
  expect(filters).toEqual({ ...address, favourite: true, box: [1, 2, 3, 4], minBytes: 5 });
  const written = toSearchParams(filters);
  expect(written.toString()).toBe("q=sea&tag=A&tag=B&favourite=true&type=image%2Fpng&box=1%2C2%2C3%2C4&minBytes=5");
  expect(readSearchAddress({ tag: "A", q: ["x", "y"] })).toEqual({ tag: ["A"], q: "x" });
});
