import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createGalleryStore } from "./gallery-store.ts";
import { startProcessingPoll } from "./processing-poll.ts";

const processing = {
  id: "a",
  fileName: "a.jpg",
  contentType: "image/jpeg",
  bytes: 1,
  status: "processing",
  takenAt: "2026-01-15T00:00:00",
  uploadedAt: "2026-01-15T00:00:00.000Z",
  favourite: false,
  tags: [],
  archived: false,
  albumIds: [],
  renditions: {},
} as const;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("document", Object.assign(new EventTarget(), { hidden: false }));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("asks about what is processed, and about nothing when that has become known another way meanwhile", async () => {
  const store = createGalleryStore();
  const asked: string[][] = [];
  const stop = startProcessingPoll(store, async (ids) => {
    asked.push(ids);
    return [];
  });
  store.add({ ...processing, tags: [], albumIds: [] });
  store.update([{ ...processing, status: "ready", tags: [], albumIds: [] }]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual([]);
  store.add({ ...processing, id: "b", tags: [], albumIds: [] });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual([["b"]]);
  stop();
});
