import { expect, it } from "vitest";
import { cut, ids, toCounts } from "#tests/support/timeline-list.ts";
import { BLOCK_SIZE } from "../layout/timeline-months.ts";
import { findStep, followersOf } from "./custom-order.ts";
import { createGalleryStore } from "./gallery-store.ts";

type Store = ReturnType<typeof createGalleryStore>;

function storeOf(list: readonly string[], loaded = list.length): Store {
  const store = createGalleryStore("position");
  store.seed(toCounts({ "": [...list] }), cut({ "": [...list] }, 0, loaded), 1);
  return store;
}

const shown = (store: Store) =>
  store.snapshot().months.flatMap(({ blocks }) => blocks.flatMap(({ ids }) => ids ?? "?"));
const count = (store: Store) => store.snapshot().months.map((month) => month.count);

it("comes back where it was, whatever time it was taken at, and however many are hidden together", () => {
  const store = storeOf(["d", "a", "c", "b"]);
  store.hide(["a", "c"]);
  store.hide(["b"]);
  expect(shown(store)).toEqual(["d"]);
  store.show(["b"]);
  store.show(["c", "a"]);
  expect(shown(store)).toEqual(["d", "a", "c", "b"]);
  expect(count(store)).toEqual([4]);
});

it("comes back when all were hidden", () => {
  const store = storeOf(["b", "a"]);
  store.hide(["a", "b"]);
  store.show(["a", "b"]);
  expect(shown(store)).toEqual(["b", "a"]);
});

it("moves beside another one, or to an end, and counts as many as before", () => {
  const store = storeOf(["a", "b", "c", "d"]);
  store.move(["c", "d"], { before: "a" });
  expect(shown(store)).toEqual(["c", "d", "a", "b"]);
  store.move(["d"], "end");
  expect(shown(store)).toEqual(["c", "a", "b", "d"]);
  store.move(["b"], "start");
  expect(shown(store)).toEqual(["b", "c", "a", "d"]);
  store.move(["a", "b"], { after: "c" });
  expect(shown(store)).toEqual(["c", "a", "b", "d"]);
  // Beside one of themselves they stay where that is.
  store.move(["a", "b"], { after: "a" });
  expect(shown(store)).toEqual(["c", "a", "b", "d"]);
  expect(count(store)).toEqual([4]);
  expect(store.isCounted()).toBe(false);
});

it("takes the server's order when the counts are the same and the version is not known", () => {
  const store = storeOf(["a", "b", "c"]);
  store.move(["c"], { before: "a" });
  const { revision } = store.snapshot();
  store.recount(toCounts({ "": ["a", "b", "c"] }));
  expect(store.snapshot().revision).toBeGreaterThan(revision);
});

it("goes to a place that is not loaded by being counted there", () => {
  const list = ids("a", BLOCK_SIZE + 5);
  const store = storeOf(list, BLOCK_SIZE);
  const [first = ""] = list;
  store.move([first], "end");
  expect(shown(store)).toEqual([...list.slice(1, BLOCK_SIZE), "?"]);
  expect(count(store)).toEqual([BLOCK_SIZE + 5]);
});

it("is followed by what is loaded; behind the last that is, nothing is known", () => {
  const list = ids("a", BLOCK_SIZE + 5);
  const followers = followersOf(storeOf(list, BLOCK_SIZE).snapshot().months);
  expect(followers.get(list[0] ?? "")).toBe(list[1]);
  expect(followers.has(list[BLOCK_SIZE - 1] ?? "")).toBe(false);
  expect(followersOf(storeOf(["a", "b"]).snapshot().months).get("b")).toBeUndefined();
});

it("takes in no other order while the server does not know of a move, and asks for all of it then", () => {
  const store = storeOf(["a", "b", "c"]);
  const former = { "": ["a", "b", "c"] };
  store.holdOrder();
  store.move(["c"], "start");
  store.recount(toCounts(former, "1"));
  store.fill(cut(former));
  expect(shown(store)).toEqual(["c", "a", "b"]);
  const { revision } = store.snapshot();
  store.releaseOrder();
  expect(store.snapshot().revision).toBeGreaterThan(revision);
  store.recount(toCounts({ "": ["c", "a", "b"] }, "2"));
  store.fill(cut({ "": ["c", "b", "a"] }));
  expect(shown(store)).toEqual(["c", "b", "a"]);
});

it.each<[string, string[], string | undefined, ReturnType<typeof findStep>]>([
  ["ArrowLeft", ["c"], undefined, { before: "b" }],
  ["ArrowRight", ["c"], undefined, { after: "d" }],
  ["ArrowLeft", ["b", "d"], undefined, { before: "a" }],
  ["ArrowRight", ["b", "d"], undefined, { after: "e" }],
  ["ArrowLeft", ["a", "c"], undefined, undefined],
  ["ArrowRight", ["e"], undefined, undefined],
  ["ArrowUp", ["d"], "a", { before: "a" }],
  ["ArrowDown", ["a"], "d", { after: "d" }],
  ["ArrowDown", ["e"], undefined, undefined],
  ["Home", ["c"], undefined, "start"],
  ["End", ["c"], undefined, "end"],
  ["x", ["c"], undefined, undefined],
])("%s takes %j beside %s to %j", (key, moved, inNextRow, to) => {
  expect(findStep(["a", "b", "c", "d", "e"], moved, key, inNextRow)).toEqual(to);
});
