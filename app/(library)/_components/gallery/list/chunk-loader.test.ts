import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { en } from "#app/_messages/en.ts";
import { speakHere } from "#app/_messages/messages-provider.tsx";
import { cut, ids, type List, toCounts } from "#tests/support/timeline-list.ts";
import { BLOCK_SIZE } from "../layout/timeline-months.ts";
import { createChunkLoader } from "./chunk-loader.ts";
import { createGalleryStore } from "./gallery-store.ts";

speakHere({ language: "en", areas: en });

interface Request {
  start: number;
  limit: number;
  answer(list: List): Promise<void>;
  fail(): Promise<void>;
}

let requests: Request[] = [];
const settle = () => new Promise<void>((resolve) => setTimeout(resolve));

beforeEach(() => {
  requests = [];
  vi.stubGlobal("fetch", (path: string) => {
    const query = new URLSearchParams(path.split("?")[1]);
    const [start, limit] = [Number(query.get("start")), Number(query.get("limit"))];
    return new Promise<Response>((resolve, reject) => {
      requests.push({
        start,
        limit,
        async answer(list) {
          resolve(Response.json(cut(list, start, limit)));
          await settle();
        },
        async fail() {
          reject(new TypeError("Failed to fetch"));
          await settle();
        },
      });
    });
  });
});
afterEach(() => vi.unstubAllGlobals());

const asked = () => requests.map(({ start, limit }) => [start, limit]);
const take = (): Request => requests.pop() ?? expect.fail("Expected a request");

function storeOf(list: List, loaded = 0) {
  const gallery = createGalleryStore();
  gallery.seed(toCounts(list), cut(list, 0, loaded), 1);
  return { gallery, loader: createChunkLoader(gallery, "favourite=true") };
}

describe("the loading of blocks", () => {
  const list = { "2026-02": ids("b", 3), "2026-01": ids("a", 2 * BLOCK_SIZE + 5) };

  it("asks for blocks that follow each other in one request, by their place in the whole list", async () => {
    const { gallery, loader } = storeOf(list);
    loader.want(["2026-01 1", "2026-01 0", "2026-01 2"]);
    expect(asked()).toEqual([
      [103, 105],
      [3, 100],
    ]);
    for (const request of requests.slice()) await request.answer(list);
    expect(gallery.snapshot().months[1]?.blocks.map((block) => block.ids?.length)).toEqual([100, 100, 5]);
    expect(requests).toHaveLength(2);
  });

  it("asks for a block once at a time, though it is scrolled away and back", async () => {
    const { loader } = storeOf(list);
    loader.want(["2026-01 0"]);
    loader.want([]);
    loader.want(["2026-01 0"]);
    expect(asked()).toEqual([[3, 100]]);
    await take().answer(list);
    loader.want(["2026-01 0"]);
    expect(requests).toEqual([]);
  });

  it("requests no block twice that answers leave unfilled, and asks for new counts", async () => {
    const { gallery, loader } = storeOf(list);
    loader.want(["2026-01 2"]);
    await take().answer({ "2026-02": ids("b", 3), "2026-01": ids("a", 2 * BLOCK_SIZE + 2) });
    loader.want(["2026-01 2"]);
    expect(requests).toEqual([]);
    expect(gallery.isCounted()).toBe(false);
    const fewer = { "2026-02": ids("b", 3), "2026-01": ids("a", 2 * BLOCK_SIZE + 2) };
    gallery.recount(toCounts(fewer, "2"));
    loader.want(["2026-01 2"]);
    await take().answer(fewer);
    expect(gallery.snapshot().months[1]?.blocks[2]?.ids).toHaveLength(2);
  });

  it("asks for nothing where hidden images have left no room for a block", () => {
    const full = { "2026-01": ids("a", BLOCK_SIZE + 1) };
    const { gallery, loader } = storeOf(full, BLOCK_SIZE);
    gallery.hide(["a3"]);
    loader.want(["2026-01 0", "2026-01 1"]);
    expect(requests).toEqual([]);
  });

  it("asks again for what was answered of a list that has changed meanwhile", async () => {
    const { gallery, loader } = storeOf(list);
    loader.want(["2026-02 0"]);
    const next = { ...list, "2026-02": ["new", "b0", "b1"] };
    gallery.recount(toCounts(next, "2"));
    loader.want(["2026-02 0"]);
    expect(requests).toHaveLength(1);
    await take().answer(list);
    expect(gallery.snapshot().months[0]?.blocks[0]).toMatchObject({ ids: list["2026-02"], isStale: true });
    expect(asked()).toEqual([[0, 3]]);
    await take().answer(next);
    expect(gallery.snapshot().months[0]?.blocks[0]).toMatchObject({ ids: next["2026-02"], isStale: false });
    expect(requests).toEqual([]);
  });

  it("says why it failed until it succeeds, waits, and asks again when told to", async () => {
    const { gallery, loader } = storeOf(list);
    loader.want(["2026-02 0"]);
    await take().fail();
    expect(loader.problem()).toMatchObject({ message: expect.stringContaining("cannot be reached"), failures: 1 });
    loader.want(["2026-02 0", "2026-01 0"]);
    expect(requests).toEqual([]);
    loader.retry();
    expect(loader.problem()).toMatchObject({ failures: 1 });
    await take().fail();
    expect(loader.problem()).toMatchObject({ failures: 2 });
    loader.retry();
    await take().answer(list);
    expect(loader.problem()).toBeUndefined();
    expect(gallery.snapshot().months[0]?.blocks[0]?.ids).toEqual(list["2026-02"]);
  });
});
