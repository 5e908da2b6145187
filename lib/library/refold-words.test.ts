import { expect, test } from "vitest";
import { toListedAttribute } from "#lib/images/listed-image.ts";
import { toImage, toImageId } from "#tests/support/library-histories.ts";
import { applyChanges } from "./apply-changes.ts";
import { imageQuerySchema } from "./image-query.ts";
import { createIndexFile, IN_MEMORY, type IndexFile } from "./index-file.ts";
import { countImages } from "./run-query.ts";
import { upgradeSchema } from "./schema.ts";

const ALBUM = toImageId("album", 1);

/** A file of version 6: what version 7 cuts into two words was one, and "Ångström" had two spellings. */
function fileOfVersion6(): IndexFile {
  const file = createIndexFile(IN_MEMORY, { ownerId: "owner", epoch: "1", markMs: 0 });
  const texts = [
    { title: "O\u02bcBrien" },
    { caption: "Ångström" },
    { fileName: "№5.jpg" },
    { title: "Dis ŉ boek" },
    { title: "Café" },
  ];
  const images = texts.map((text, index) => {
    const photo = { slot: 1, wallClockMs: Date.UTC(2019, 4, 1), momentMs: 0, hasTaken: true, source: "exif_original" };
    const seen = { status: "ready", tags: [], albums: [], contentType: "image/jpeg", place: undefined };
    const image = toImage({ ...photo, ...seen } as never);
    const listed = toListedAttribute({ ...image, fileName: "a.jpg", title: undefined, caption: undefined, ...text });
    return { kind: "image", id: toImageId("image", index), revision: 1, changedAtMs: 1, listed } as const;
  });
  const album = { kind: "album", id: ALBUM, revision: 1, changedAtMs: 1, listed: { n: "Hawai\u02bbi" } } as const;
  applyChanges(file, [...images, album]);
  const places = file.database.prepare("SELECT CAST(place AS TEXT) AS place FROM images ORDER BY id").all();
  for (const [index, words] of ["obrien", "angstrom aangstroem", "no5 jpg", "dis \u02bcn boek"].entries()) {
    const place = BigInt(String(places[index]?.place));
    file.database.prepare("DELETE FROM words WHERE rowid = ?").run(place);
    file.database.prepare("INSERT INTO words (rowid, text) VALUES (?, ?)").run(place, words);
  }
  file.database.exec(`DELETE FROM label_words WHERE word IN ('hawai', 'i');
    INSERT INTO label_words SELECT 'hawai\u02bbi', number FROM labels WHERE kind = 'album';
    CREATE INDEX images_trashed ON images (trashed) WHERE trashed IS NOT NULL; PRAGMA user_version = 6`);
  return file;
}

test("texts that are cut into other words since are found by these in a file of the version before", () => {
  const file = fileOfVersion6();
  const count = (text: string) => countImages(file, imageQuerySchema.parse({ text }));
  expect([count("o'brien"), count("angstroem"), count("5"), count("ŉ boek"), count("cafe")]).toEqual([0, 0, 0, 0, 1]);
  expect(upgradeSchema(file.database)).toBe(true);
  for (const text of ["o'brien", "O\u02bcBrien", "angstroem", "ångström", "5", "no", "ŉ boek", "cafe"]) {
    expect([text, count(text)]).toEqual([text, 1]);
  }
  expect(count("obrien")).toBe(0);
  const words = file.database.prepare(
    "SELECT word FROM label_words WHERE number IN (SELECT number FROM labels WHERE kind = 'album') ORDER BY word",
  );
  expect(words.all().map(({ word }) => word)).toEqual(["hawai", "i"]);
  // The words of a photo go with it.
  applyChanges(file, [{ kind: "image", id: toImageId("image", 0), revision: 2, changedAtMs: 2, listed: undefined }]);
  expect(count("o'brien")).toBe(0);
});

test("words behind emoji, in forms of their own or with other digits are found in a file of version 8, too", () => {
  const file = createIndexFile(IN_MEMORY, { ownerId: "owner", epoch: "1", markMs: 0 });
  const photo = { slot: 1, wallClockMs: Date.UTC(2019, 4, 1), momentMs: 0, hasTaken: true, source: "exif_original" };
  const seen = { status: "ready", tags: [], albums: [], contentType: "image/jpeg", place: undefined };
  const image = toImage({ ...photo, ...seen } as never);
  const title = "❤\ufe0fParis 葛\u{e0100}城 ١٢٣٤";
  const listed = toListedAttribute({ ...image, fileName: "a.jpg", title, caption: undefined });
  const first = { revision: 1, changedAtMs: 1 } as const;
  const tag = { ...first, kind: "tag", id: toImageId("tag", 1), listed: { n: "☀\ufe0fSommer" } } as const;
  applyChanges(file, [{ ...first, kind: "image", id: toImageId("image", 1), listed }, tag]);
  const place = BigInt(String(file.sql("SELECT CAST(place AS TEXT) AS place FROM images").get()?.place));
  file.sql("DELETE FROM words WHERE rowid = ?").run(place);
  // As version 8 cut it.
  file.sql("INSERT INTO words (rowid, text) VALUES (?, ?)").run(place, "\ufe0fparis 葛 城 ١٢٣٤");
  file.database.exec(`DELETE FROM label_words WHERE word = 'sommer';
    INSERT INTO label_words SELECT '\ufe0fsommer', number FROM labels WHERE kind = 'tag'; PRAGMA user_version = 8`);
  const count = (text: string) => countImages(file, imageQuerySchema.parse({ text }));
  expect(["paris", "葛城", "1234"].map(count)).toEqual([0, 0, 0]);
  expect(upgradeSchema(file.database)).toBe(true);
  expect(["paris", "葛城", "1234", "١٢٣٤"].map(count)).toEqual([1, 1, 1, 1]);
  expect(file.labels.findByWord("sommer", false)).toHaveLength(1);
});
