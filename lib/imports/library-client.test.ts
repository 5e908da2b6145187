import { afterEach, expect, test, vi } from "vitest";
import { createLibraryClient } from "./library-client.ts";

afterEach(() => void vi.useRealTimers());

test.each([
  [2, ["one", "two"]],
  [0, []],
])("of a change that waited and changed %i photos, all may have changed or none", async (changed, ids) => {
  vi.useFakeTimers();
  const answers = { POST: { state: "running", changed: 0 }, GET: { state: "done", changed }, PATCH: {} };
  const library = createLibraryClient(
    async (method) => ({ change: { id: "change", failed: 0, ...answers[method] } }),
    new AbortController().signal,
  );
  const added = library.addTo("album", "album", ["one", "two"]);
  await vi.runAllTimersAsync();
  expect(await added).toEqual({ changed: ids, failed: 0 });
});
