import { afterEach, expect, test, vi } from "vitest";
import { printDryRun, printPlan, printRoom } from "./print-summary.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

test("titles of albums cannot command the terminal", () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  const entry = { path: "a.jpg", part: "a.zip", bytes: 1, open: async () => new Blob() };
  const photo = { entry, fileName: "a.jpg", contentType: "image/jpeg", facts: {} } as const;
  const photos = [{ ...photo, albums: ["\u001b]0;x\u0007Trip"] }];
  printDryRun({ photos, sidecars: [], collections: { albums: [], tags: [] }, albums: [], leftOut: [], notes: [] });
  expect(log).toHaveBeenCalledWith("Albums: ?]0;x?Trip");
});

test("photos that may not fit are said before they are sent, and others are not", () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  const entry = { path: "a.jpg", part: "a.zip", bytes: 3 * 1024 ** 2, open: async () => new Blob() };
  const photo = { entry, fileName: "a.jpg", contentType: "image/jpeg", facts: {}, albums: [] } as const;
  const photos = [{ ...photo, albums: [] }];
  const plan = { photos, sidecars: [], collections: { albums: [], tags: [] }, albums: [], leftOut: [], notes: [] };
  printRoom(plan, entry.bytes);
  expect(log).not.toHaveBeenCalled();
  printRoom(plan, entry.bytes - 1);
  expect(log).toHaveBeenCalledWith(expect.stringContaining("are 3 MiB, but there is room for 2 MiB"));
});

test("stars that nothing keeps are counted", () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  const entry = { path: "a.jpg", part: "a.zip", bytes: 1, open: async () => new Blob() };
  const photo = { entry, fileName: "a.jpg", contentType: "image/jpeg", albums: [] as string[] } as const;
  const photos = [-1, 3, 5, undefined].map((rating) => ({ ...photo, facts: { rating } }));
  printPlan({ photos, sidecars: [entry], collections: { albums: [], tags: [] }, albums: [], leftOut: [], notes: [] });
  expect(log).toHaveBeenCalledWith(expect.stringContaining(", 1 with one to four stars"));
});
