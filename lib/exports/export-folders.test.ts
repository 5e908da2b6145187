import { expect, test } from "vitest";
import { createFolderChooser } from "./export-folders.ts";

const albums = [
  { id: "1", name: "Norway" },
  { id: "2", name: "A/B" },
  { id: "3", name: "a:b" },
];

test.each([
  [[], "2024-05"],
  [["2", "1"], "Norway"],
  [["2"], "A_B"],
  [["3"], "A_B"],
  [["gone"], "2024-05"],
])("by album, a photo in %j is in %s", (albumIds, folder) => {
  const photo = { takenAt: "2024-05-01T10:00:00", albumIds };
  expect(createFolderChooser("album", albums)(photo)).toBe(folder);
  expect(createFolderChooser("month", albums)(photo)).toBe("2024-05");
});

test("photos without a time are in the folder of an album that is called as theirs", () => {
  const toFolder = createFolderChooser("album", [{ id: "1", name: "Undated" }]);
  expect([["1"], []].map((albumIds) => toFolder({ albumIds }))).toEqual(["Undated", "Undated"]);
});
