import { expect, test } from "vitest";
import { selectTooMany } from "./bulk-change.ts";

const changes = (count: number, total: number) => Array.from({ length: count }, (_, id) => ({ id: String(id), total }));
const idsOf = (kept: { id: string }[]) => kept.map(({ id }) => id);

test("two hundred changes can be undone, of two million images together, and the newest always", () => {
  expect(selectTooMany([])).toEqual([]);
  expect(selectTooMany(changes(200, 1))).toEqual([]);
  expect(idsOf(selectTooMany(changes(202, 1)))).toEqual(["0", "1"]);
  expect(selectTooMany(changes(2, 1_000_000))).toEqual([]);
  expect(idsOf(selectTooMany(changes(4, 1_000_000)))).toEqual(["0", "1"]);
  expect(idsOf(selectTooMany(changes(3, 5_000_000)))).toEqual(["0", "1"]);
});
