import { afterEach, expect, test, vi } from "vitest";
import { printDryRun } from "./print-summary.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

test("titles of albums cannot command the terminal", () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  const entry = { path: "a.jpg", part: "a.zip", bytes: 1, open: async () => new Blob() };
  const photo = { entry, fileName: "a.jpg", contentType: "image/jpeg", facts: {} } as const;
  const photos = [{ ...photo, albums: ["\u001b]0;x\u0007Trip"] }];
  printDryRun({ photos, sidecars: [], albums: [], leftOut: [], notes: [] });
  expect(log).toHaveBeenCalledWith("Albums: ?]0;x?Trip");
});
