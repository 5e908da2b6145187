import { describe, expect, it } from "vitest";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import { NO_MONTH } from "#lib/library/no-month.ts";
import { cut, ids, type List, toCounts } from "#tests/support/timeline-list.ts";
import { BLOCK_SIZE } from "../layout/timeline-months.ts";
import { snapshotOfPage } from "./gallery-snapshot.ts";
import { createGalleryStore } from "./gallery-store.ts";

function view(id: string, change: Partial<ImageListItem> = {}): ImageListItem {
  return {
    id,
    fileName: `${id}.jpg`,
    contentType: "image/jpeg",
    bytes: 1,
    sha256: "",
    status: "ready",
    width: 300,
    height: 200,
    takenAt: "2026-01-15T00:00:00",
    uploadedAt: "2026-01-15T00:00:00.000Z",
    favourite: false,
    tags: [],
    archived: false,
    albumIds: [],
    renditions: {},
    ...change,
  };
}

type Store = ReturnType<typeof createGalleryStore>;
const shown = (store: Store): List =>
  Object.fromEntries(
    store.snapshot().months.map(({ month, blocks }) => [month, blocks.flatMap((block) => block.ids ?? ["?"])]),
  );

function storeOf(list: List): Store {
  const store = createGalleryStore();
  store.seed(toCounts(list), cut(list), 1);
  return store;
}

describe("what the server lists", () => {
  it("is loaded in blocks, from anywhere", () => {
    const list = { "2026-02": ids("b", 3), "2026-01": ids("a", 2 * BLOCK_SIZE + 5) };
    const store = createGalleryStore();
    store.seed(toCounts(list), cut(list, 0, BLOCK_SIZE), 1);
    // Of January there are only 97 of the first hundred, which is no block.
    expect(shown(store)).toEqual({ "2026-02": list["2026-02"], "2026-01": ["?", "?", "?"] });
    store.fill(cut(list, 3 + BLOCK_SIZE, BLOCK_SIZE + 5));
    expect(shown(store)["2026-01"]).toEqual(["?", ...list["2026-01"].slice(BLOCK_SIZE)]);
    expect(store.snapshot().months[1]?.blocks.map(({ count }) => count)).toEqual([BLOCK_SIZE, BLOCK_SIZE, 5]);
  });

  it("takes what arrived above a part of a month that is loaded alone for one more, at no place that is known", () => {
    const list = { "2026-01": ids("a", 3 * BLOCK_SIZE) };
    const store = createGalleryStore();
    store.seed(toCounts(list), cut(list, 2 * BLOCK_SIZE, BLOCK_SIZE), 1);
    const before = shown(store);
    // The photos of a chunk are a second apart, the newest at the beginning of the 20th.
    store.add(view("new", { takenAt: "2026-01-20T00:00:00" }));
    expect(shown(store)).toEqual(before);
    expect(store.snapshot().months[0]?.count).toBe(3 * BLOCK_SIZE + 1);
    store.fill(cut(list, BLOCK_SIZE, BLOCK_SIZE));
    store.add(view("between", { takenAt: "2026-01-19T23:56:41" }));
    expect(shown(store)["2026-01"]?.at(BLOCK_SIZE + 1)).toBe("between");
  });

  it("counts no month below nothing when what the server has moved already is moved here too", () => {
    const store = storeOf({ "2026-02": ["e"], "2026-01": ["d", "c", "b", "a"] });
    store.recount(toCounts({ "2026-02": ["e"], "2026-01": ["d"], "2025-06": ["c", "b", "a"] }, "2"));
    store.update(["b", "a"].map((id) => view(id, { takenAt: "2025-06-01T10:00:00" })));
    expect(store.snapshot().months.map(({ count }) => count)).toEqual([1, 0, 5]);
  });

  it("is what the page showed before there was a store", () => {
    const list = { "2026-02": ["c"], "2026-01": ["b", "a"] };
    expect(snapshotOfPage(toCounts(list), cut(list)).months).toEqual(storeOf(list).snapshot().months);
  });

  it("stays to be seen when it has changed, until the change is loaded; no image stands twice", () => {
    const store = storeOf({ "2026-02": ["c"], "2026-01": ["b", "a"] });
    const next = { "2026-02": ["d", "c", "b"], "2026-01": ["a"] };
    store.recount(toCounts(next, "2"));
    expect(shown(store)).toEqual({ "2026-02": ["c"], "2026-01": ["b", "a"] });
    expect(store.snapshot().months.flatMap(({ blocks }) => blocks.map(({ isStale }) => isStale))).toEqual([true, true]);
    store.fill(cut(next, 0, 3));
    expect(shown(store)).toEqual({ "2026-02": ["d", "c", "b"], "2026-01": ["a"] });
  });

  it("is not taken from a page that was rendered earlier", () => {
    const store = createGalleryStore();
    store.seed(toCounts({ "2026-01": ["b", "a"] }), cut({ "2026-01": ["b", "a"] }), 5);
    store.seed(toCounts({}), cut({}), 4);
    expect(shown(store)).toEqual({ "2026-01": ["b", "a"] });
  });

  it("is given up when it has long not been looked at, and keeps its room", () => {
    const months = Array.from(
      { length: 70 },
      (_, index) => `${2026 - Math.floor(index / 12)}-${String(12 - (index % 12)).padStart(2, "0")}`,
    );
    const list = Object.fromEntries(months.map((month) => [month, [`of ${month}`]]));
    const store = storeOf(list);
    const keys = months.map((month) => `${month} 0`);
    store.look(keys.slice(0, 10));
    store.look(keys.slice(10));
    expect(store.snapshot().months[0]?.blocks[0]).toMatchObject({ ids: undefined, ratios: [1.5] });
    expect(store.find(`of ${months[0]}`)).toBeUndefined();
    expect(store.find(`of ${months[69]}`)).toBeDefined();
  });

  it("is followed until it is ready, also when the rest of its block is given up", () => {
    const months = Array.from({ length: 70 }, (_, index) => `${2026 - index}-01`);
    const store = storeOf(Object.fromEntries(months.map((month) => [month, [`of ${month}`]])));
    store.add(view("up", { status: "processing" }));
    for (const month of months) store.look([`${month} 0`]);
    expect(store.find("of 2026-01")).toBeUndefined();
    expect(store.pendingIds()).toEqual(["up"]);
    store.update([view("up", { status: "failed" })]);
    expect(store.find("up")).toMatchObject({ status: "failed" });
    expect(store.pendingIds()).toEqual([]);
  });
});

describe("what is on the screen", () => {
  it("is not given up, however many months it has", () => {
    const months = Array.from({ length: 90 }, (_, index) => `${2026 - index}-01`);
    const store = storeOf(Object.fromEntries(months.map((month) => [month, [`of ${month}`]])));
    let published = 0;
    store.subscribe(() => published++);
    for (let round = 0; round < 3; round++) store.look(months.map((month) => `${month} 0`));
    expect(published).toBe(0);
    expect(store.find("of 2026-01")).toBeDefined();
  });
});

describe("what this tab does", () => {
  it("shows an upload at its place, once, and moves it when its time is known", () => {
    const store = storeOf({ "2026-02": ["c"], "2025-01": ["a"] });
    const upload = { status: "processing", takenAt: undefined, uploadedAt: "2026-02-25T00:00:00.000Z" } as const;
    store.add(view("up", upload));
    store.add(view("up", upload));
    expect(shown(store)).toEqual({ "2026-02": ["up", "c"], "2025-01": ["a"] });
    expect(store.pendingIds()).toEqual(["up"]);
    store.update([view("up", { takenAt: "2025-06-01T10:00:00" })]);
    expect(shown(store)).toEqual({ "2026-02": ["c"], "2025-06": ["up"], "2025-01": ["a"] });
    expect(store.pendingIds()).toEqual([]);
  });

  it("keeps a tile's shape when its image turns out to be a panorama", () => {
    const store = storeOf({ "2026-01": ["a"] });
    store.update([view("a", { width: 4000, height: 1000 })]);
    expect(store.tile("a")?.ratio).toBe(1.5);
    store.markImageBroken("a");
    expect(store.pendingIds()).toEqual(["a"]);
    store.update([view("a")]);
    expect(store.pendingIds()).toEqual([]);
  });

  it("hides what was deleted, also from an answer that does not know it yet, and shows it again at its place", () => {
    const list = { "2026-01": ["c", "b", "a"] };
    const store = storeOf(list);
    store.hide(["b"]);
    store.fill(cut(list));
    expect(shown(store)).toEqual({ "2026-01": ["c", "a"] });
    store.show(["b"]);
    expect(shown(store)).toEqual(list);
  });

  it("hides no image for good: a page that was rendered after the change is believed", () => {
    const list = { "2026-01": ["b", "a"] };
    const store = storeOf(list);
    store.hide(["b", "a"]);
    store.confirmHidden(["b"]);
    store.seed(toCounts(list, "2"), cut(list), Date.now() - 60_000);
    expect(store.isHidden("b")).toBe(true);
    store.seed(toCounts(list, "3"), cut(list), Date.now() + 60_000);
    expect(shown(store)).toEqual({ "2026-01": ["b"] });
    expect(store.isHidden("a")).toBe(true);
  });

  it("hides an image only once, however often an answer brings it", () => {
    const list = { "2026-02": ["c"], "2026-01": ["b", "a"] };
    const store = storeOf(list);
    store.hide(["b"]);
    store.fill(cut(list));
    store.fill(cut(list));
    expect(shown(store)).toEqual({ "2026-02": ["c"], "2026-01": ["a"] });
  });

  it("stays as it is counted when the server had counted it before", () => {
    const list = { "2026-02": ["c"], "2026-01": ["a"] };
    const store = createGalleryStore();
    store.seed(toCounts(list, "2"), cut(list, 0, 0), 1);
    store.add(view("c", { takenAt: "2026-02-20T00:00:00" }));
    expect(store.isCounted()).toBe(false);
    store.recount(toCounts(list, "2"));
    expect(store.snapshot().months.map(({ count }) => count)).toEqual([1, 1]);
    expect(store.isCounted()).toBe(true);
    const { revision } = store.snapshot();
    store.recount(toCounts(list, "2"));
    expect(store.snapshot().revision).toBe(revision);
  });

  it("moves no image for the parts of a second that only its page knows", () => {
    const store = storeOf({});
    const second = "2026-01-15T10:00:00";
    for (const id of ["a", "b"]) store.add(view(id, { takenAt: second }));
    store.update([view("b", { takenAt: `${second}.500` })]);
    expect(shown(store)).toEqual({ "2026-01": ["a", "b"] });
  });

  it("leaves no empty month behind, and puts a restored image that was never listed where its time belongs", () => {
    const store = storeOf({ "2026-03": ["c"], "2026-01": ["a"] });
    store.hide(["c"]);
    expect(shown(store)).toEqual({ "2026-01": ["a"] });
    store.add(view("b", { takenAt: "2026-02-01T00:00:00+05:00" }));
    store.add(view("z", { takenAt: "2020-02-01T00:00:00Z" }));
    expect(shown(store)).toEqual({ "2026-02": ["b"], "2026-01": ["a"], "2020-02": ["z"] });
  });

  it("knows all between two images, or that some of them are not loaded", () => {
    const store = storeOf({ "2026-02": ["d", "c"], "2026-01": ["b", "a"] });
    expect(store.idsBetween("b", "d")).toEqual(["d", "c", "b"]);
    expect(store.idsBetween("c", "b")).toEqual(["c", "b"]);
    expect(store.idsBetween("b", "nowhere")).toBeUndefined();
    expect(store.blockOf("b")).toBe("2026-01 0");
    const list = { "2026-02": ["c"], "2026-01": ids("b", 250), "2025-12": ["a"] };
    const large = createGalleryStore();
    large.seed(toCounts(list), cut(list, 0, 101), 1);
    large.fill(cut(list, 201));
    expect(large.idsBetween("b3", "c")).toEqual(["c", "b0", "b1", "b2", "b3"]);
    expect(large.idsBetween("c", "a")).toBeUndefined();
  });
});

describe("the shape of a tile", () => {
  const ratiosOf = (store: Store) =>
    store.snapshot().months.flatMap(({ blocks }) => blocks.map(({ ratios }) => ratios));

  it("stays as it was first drawn, unless the picture is turned", () => {
    const store = storeOf({ "2026-01": ["b", "a"] });
    store.update([view("a", { width: 200, height: 300 })]);
    expect(ratiosOf(store)).toEqual([[1.5, 1.5]]);
    store.update([view("a", { width: 200, height: 300, rotation: 90 })]);
    expect(ratiosOf(store)).toEqual([[1.5, 200 / 300]]);
    expect(store.tile("a")?.ratio).toBe(200 / 300);
    store.update([view("a")]);
    expect(ratiosOf(store)).toEqual([[1.5, 1.5]]);
  });
});

describe("the URL of a tile", () => {
  const list = { "2026-01": ["a"] };
  const chunk = (by: string) => ({
    ...cut(list),
    urlTemplates: [
      `https://bucket.test/{id}?X-Amz-Credential=${by}&X-Amz-Date=20990101T000000Z&X-Amz-Expires=10800&s={signature}`,
    ],
    urlTemplateOf: [0],
    signatures: "AA==",
  });
  const urlOf = (store: Store) => store.find("a")?.renditions.medium?.url;

  it("stays while it lives, whoever signs the next one, and is replaced when its picture does not load", () => {
    const store = createGalleryStore();
    store.seed(toCounts(list), chunk("one"), 1);
    store.fill(chunk("two"));
    expect(urlOf(store)).toContain("Credential=one");
    store.markImageBroken("a");
    store.fill(chunk("two"));
    expect(urlOf(store)).toContain("Credential=two");
  });
});

describe("files that fail", () => {
  it("leave a list that has none of them and are counted, and come back when they are tried again", () => {
    const list = { "2026-01": ["b", "a"] };
    const store = createGalleryStore();
    store.seed({ ...toCounts(list), failed: 3 }, cut(list), 1);
    store.update([view("a", { status: "failed" })]);
    expect([shown(store), store.snapshot().failed]).toEqual([{ "2026-01": ["b"] }, 4]);
    store.add(view("c", { status: "failed" }));
    expect(shown(store)).toEqual({ "2026-01": ["b"] });
    store.update([view("a", { status: "processing" })]);
    expect([shown(store), store.snapshot().failed]).toEqual([{ "2026-01": ["b", "a"] }, 3]);
    store.recount({ ...toCounts(list, "2"), failed: 0 });
    expect(store.snapshot().failed).toBe(0);
  });

  it("stay in lists that have them", () => {
    const store = storeOf({ "2026-01": ["b", "a"] });
    store.update([view("a", { status: "failed" })]);
    expect([shown(store), store.snapshot().failed]).toEqual([{ "2026-01": ["b", "a"] }, undefined]);
  });
});

describe("an import of thousands", () => {
  const month = (index: number) => `${2000 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, "0")}`;
  const uploaded = (index: number) =>
    view(`up-${index}`, { status: "processing", takenAt: `${month(index % 240)}-15T10:00:00` });

  it("keeps few of its photos, and counts all of them", () => {
    const store = storeOf({});
    for (let index = 0; index < 5_000; index++) {
      store.add(uploaded(index));
      store.update([{ ...uploaded(index), status: "ready" }]);
    }
    expect(store.snapshot().months.reduce((sum, { count }) => sum + count, 0)).toBe(5_000);
    const kept = Array.from({ length: 5_000 }, (_, index) => store.find(`up-${index}`)).filter((one) => one);
    expect(kept.length).toBeLessThan(2_000);
    // The list of uploads shows the newest.
    expect(store.find("up-4999")).toMatchObject({ status: "ready" });
    expect(store.pendingIds()).toEqual([]);
  });

  it("does not forget what is looked at, waits or may be brought back", () => {
    const store = storeOf({ "2030-01": ["seen", "undone"] });
    store.look(["2030-01 0"]);
    store.add(view("waiting", { status: "processing", takenAt: "2001-01-01T10:00:00" }));
    store.hide(["undone"]);
    for (let index = 0; index < 3_000; index++) {
      store.add(uploaded(index));
      store.update([{ ...uploaded(index), status: "ready" }]);
    }
    expect(shown(store)["2030-01"]).toEqual(["seen"]);
    store.show(["undone"]);
    expect(shown(store)["2030-01"]).toEqual(["seen", "undone"]);
    expect(store.pendingIds()).toEqual(["waiting"]);
  });

  it("is asked about in turn, a hundred that hang or not", () => {
    const store = storeOf({});
    for (let index = 0; index < 250; index++) store.add(uploaded(index));
    const arrivals = store.pendingArrivals();
    const asked = [store.takePending(100), store.takePending(100), store.takePending(100)].flat();
    expect(new Set(asked).size).toBe(250);
    store.update([{ ...uploaded(7), status: "ready" }]);
    expect(store.pendingArrivals()).toBe(arrivals);
    store.markImageBroken("up-7");
    expect(store.pendingArrivals()).not.toBe(arrivals);
  });
});

describe("an own order that is being changed on the server", () => {
  const order = ids("a", 2 * BLOCK_SIZE + 50);
  const counts = (version: string) => ({ ...toCounts({ [NO_MONTH]: order }), version });
  const storeOfFirst = () => {
    const store = createGalleryStore("position");
    store.seed(counts("1"), cut({ [NO_MONTH]: order }, 0, BLOCK_SIZE), 1);
    store.move([order[3] ?? ""], "start");
    store.holdOrder();
    return store;
  };

  it("shows what is scrolled to meanwhile, and moves nothing that is shown", () => {
    const store = storeOfFirst();
    const before = shown(store)[NO_MONTH]?.slice(0, BLOCK_SIZE);
    store.fill(cut({ [NO_MONTH]: order }));
    expect(shown(store)[NO_MONTH]).toEqual([...(before ?? []), ...order.slice(BLOCK_SIZE)]);
    expect(store.snapshot().months[0]?.blocks.map(({ isStale }) => isStale)).toEqual([false, true, true]);
  });

  it("is not taken back by a page that was rendered meanwhile", () => {
    const store = storeOfFirst();
    const before = shown(store);
    store.seed(counts("2"), cut({ [NO_MONTH]: order }, 0, BLOCK_SIZE), 2);
    expect(shown(store)).toEqual(before);
    store.releaseOrder();
    store.seed(counts("3"), cut({ [NO_MONTH]: order }, 0, BLOCK_SIZE), 3);
    expect(shown(store)[NO_MONTH]?.[0]).toBe(order[0]);
  });

  it("forgets what followed a photo when it was removed before", () => {
    const list = { [NO_MONTH]: ["a", "b", ...ids("c", BLOCK_SIZE - 2), ...ids("d", BLOCK_SIZE)] };
    const store = createGalleryStore("position");
    store.seed(toCounts(list), cut(list, 0, BLOCK_SIZE), 1);
    store.hide(["a"]);
    store.show(["a"]);
    // Now "b" is followed by "a", and what follows that is not loaded.
    store.move(["b", "a"], { after: `c${BLOCK_SIZE - 3}` });
    store.hide(["a", "b"]);
    store.show(["a", "b"]);
    expect(store.isListed("b")).toBe(false);
  });
});
