import { expect, test } from "vitest";
import { changeImagesOperation } from "#lib/bulk/bulk-api.ts";
import { toggleInWholeList, toParameters, toWholeList } from "./whole-list.ts";

const [a, b] = ["01JD0000000000000000000000", "01JD0000000000000000000001"];

test.each([
  ["the timeline", "", undefined, {}],
  ["a search", "q=sunset&favourite=true", undefined, { q: "sunset", favourite: "true" }],
  ["the trash", "trashed=true&sort=trashed", undefined, { trashed: "true" }],
  ["what was added last", "sort=added", undefined, {}],
  ["several tags", `tag=${a}&tag=${b}`, undefined, { tag: [a, b] }],
  ["a month", "", "2024-05", { from: "2024-05-01", to: "2024-06-01" }],
  ["the last month of a year", "q=sea", "2023-12", { q: "sea", from: "2023-12-01", to: "2024-01-01" }],
  ["a day", `tag=${a}&tag=${b}`, "2024-02-29", { tag: [a, b], from: "2024-02-29", to: "2024-03-01" }],
  [
    "a month that the search has a part of",
    "from=2024-05-10&to=2024-05-20T10:00:00",
    "2024-05",
    { from: "2024-05-10", to: "2024-05-20T10:00:00" },
  ],
])("%s", (_, filters, month, query) => {
  expect(toWholeList(filters, 7, month)).toEqual({ query, count: 7 });
  expect(changeImagesOperation.body.safeParse({ action: "trash", query })).toMatchObject({ success: true });
});

test("all but some", () => {
  const all = toWholeList("", 7);
  const without = toggleInWholeList(toggleInWholeList(all, a), b);
  expect(without).toEqual({ query: {}, except: [a, b], count: 5 });
  expect(toggleInWholeList(toggleInWholeList(without, a), b)).toEqual(all);
});

test("a query becomes an address again", () => {
  const filters = "q=sea+side&tag=a&tag=b";
  expect(`${toParameters(toWholeList(filters, 7).query)}`).toBe(filters);
});
