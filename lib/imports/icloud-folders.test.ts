import { expect, test } from "vitest";
import { createExportParts } from "./export-parts.ts";
import { readAppleTables } from "./icloud-folders.ts";

function entry(path: string, text: string) {
  const blob = new Blob([text]);
  return { path, part: "a.zip", bytes: blob.size, open: async () => blob };
}

test("a table of quotes alone costs itself at most, and the others are read", { timeout: 30_000 }, async () => {
  const tables = [
    entry("Photos/quotes.csv", `"${'""'.repeat(6 * 1024 * 1024)}"`),
    entry("Albums/Trip.csv", "imgName\nIMG_1.jpg\n"),
  ];
  const { files, find } = await readAppleTables(tables, createExportParts(tables));
  expect(files.map(({ table }) => table?.kind)).toEqual([undefined, "names"]);
  expect(find(entry("Photos/IMG_1.jpg", ""))?.albums).toEqual(["Trip"]);
});

test("a path of digits takes no time", async () => {
  const { find } = await readAppleTables([], createExportParts([]));
  const path = `${"1".repeat(2_000)}x/Photos/a.jpg`;
  const start = performance.now();
  expect(find(entry(path, ""))).toBeUndefined();
  expect(performance.now() - start).toBeLessThan(500);
});

const DETAILS = "imgName,fileChecksum,favorite,hidden,deleted,originalCreationDate,viewCount,importDate\n";

test("what lies among what was deleted lately is in the trash, whether a table says so or not", async () => {
  const tables = [entry("iCloud Photos/Photos/Photo Details.csv", `${DETAILS}IMG_1.jpg,x,no,no,no,,1,\n`)];
  const { find } = await readAppleTables(tables, createExportParts(tables));
  expect(find(entry("iCloud Photos/Recently Deleted/IMG_2.jpg", ""))?.trashed).toBe(true);
  expect(find(entry("iCloud Photos/Photos/IMG_1.jpg", ""))?.trashed).toBeFalsy();
  // A folder of that name which is not Apple's may be somebody's own.
  expect(find(entry("Music/Recently Deleted/IMG_2.jpg", ""))).toBeUndefined();
});

test("a table with heads in another language is known by what is in its columns", async () => {
  const head = "Bildname,Prüfsumme,Favorit,Ausgeblendet,Gelöscht,Erstellt,Aufrufe,Importiert\n";
  const tables = [
    entry("Fotos/Fotodetails.csv", `${head}IMG_1.jpg,x,ja,nein,nein,13.06.2022 12:11,1,\nIMG_2.jpg,x,nein,ja,ja,,1,\n`),
    entry("Fotos/Kosten.csv", `${head}a.pdf,1,2,3,4,5,6,7\n`),
  ];
  const { files, find } = await readAppleTables(tables, createExportParts(tables));
  expect(files.map(({ table }) => table?.kind)).toEqual(["details", undefined]);
  expect(find(entry("Fotos/IMG_1.jpg", ""))).toMatchObject({ favourite: true, takenMs: Date.UTC(2022, 5, 13, 12, 11) });
  expect(find(entry("Fotos/IMG_2.jpg", ""))).toMatchObject({ archived: true, trashed: true });
});
