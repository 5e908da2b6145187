import { expect, test } from "vitest";
import type { LibraryClient } from "./library-client.ts";
import { type Stacked, writeStacks } from "./write-stacks.ts";

function photo(id: string, exportedStack?: string, own?: { stack?: string; topOfStackAt?: string }): Stacked {
  return {
    path: `${id}.jpg`,
    image: { id, stack: undefined, topOfStackAt: undefined, ...own },
    facts: { exportedStack },
  };
}

test("stacks of an export are made where the library's owner has not said otherwise", async () => {
  const calls: [string, readonly string[]][] = [];
  const library = {
    changeStack: async (action: string, ids: readonly string[]) => {
      calls.push([action, ids]);
      return ids;
    },
  } as unknown as LibraryClient;
  const [top, newer] = [photo("a", "one"), photo("b", "one")];
  top.facts.topOfStackAt = "2024-05-02T00:00:00.000Z";
  newer.facts.topOfStackAt = "2024-05-03T00:00:00.000Z";
  const changed: string[] = [];
  const made = await writeStacks(
    [
      ...[newer, top, photo("alone", "two"), photo("clock")],
      ...[photo("out", ""), photo("put", "", { stack: "by its owner" })],
      ...[photo("c", "three", { stack: "same" }), photo("d", "three")],
      ...[photo("e", "four", { stack: "same" }), photo("f", "four", { stack: "same" })],
      ...[photo("g", "five", { stack: "" }), photo("h", "five")],
      ...[photo("i", "six", { topOfStackAt: "2025-01-01T00:00:00.000Z" })],
    ],
    library,
    async (_subject, act) => act(),
    (ids) => changed.push(...ids),
  );
  expect(calls).toEqual([
    ["stack", ["b", "a"]],
    ["unstack", ["out"]],
    ["stack", ["c", "d"]],
    ["top_of_stack", ["a"]],
    ["top_of_stack", ["b"]],
  ]);
  expect([made, changed]).toEqual([2, ["b", "a", "out", "c", "d", "a", "b"]]);
});
