import { expect, test } from "vitest";
import { compileQuery } from "./compile-query.ts";
import { imageQuerySchema } from "./image-query.ts";
import { createIndexFile, IN_MEMORY } from "./index-file.ts";
import { toToken } from "./labels.ts";
import { countImages } from "./run-query.ts";
import { suggest } from "./suggest.ts";

/** An index with a photo for each of some captions. */
function indexOf(captions: string[]) {
  const file = createIndexFile(IN_MEMORY, { ownerId: "owner", epoch: "1", markMs: 0 });
  for (const [index, caption] of captions.entries()) {
    file
      .sql(
        `INSERT INTO images (place, id, revision, shown, status, favourite, archived, added, taken, file_name, type, bytes, traits)
         VALUES (?, ?, 1, 1, 1, 0, 0, 0, 0, '', 1, 1, 0)`,
      )
      .run(index, `photo ${index}`);
    file.sql("INSERT INTO words (rowid, text) VALUES (?, ?)").run(index, caption);
  }
  return file;
}

test("a longer beginning of few words is looked for as these words, one by one", () => {
  const file = indexOf(["sunset", "sunset sunsetting", "sunsetting", "sunshine", "strasse"]);
  const match = (text: string) => compileQuery(file, imageQuerySchema.parse({ text })).match;
  expect(match("sunset")).toBe('("sunset" OR "sunsetting")');
  expect(match("suns")).toBe('("suns" *)');
  expect(match("Straße")).toBe('("strasse")');
  expect(compileQuery(file, imageQuerySchema.parse({ text: "sunsets" })).isEmpty).toBe(true);
});

test.each([1, 2, 8, 9, 10, 30])("all of %i words that begin with a text are found by it", (count) => {
  const words = Array.from({ length: count }, (_, index) => `sunset${index === 0 ? "" : index}`);
  const file = indexOf([...words, "sunse", "sunsfu", "s\u{1d49c}unset"]);
  expect(countImages(file, imageQuerySchema.parse({ text: "sunset" }))).toBe(count);
});

test("each word is suggested once, however many photos have it", () => {
  const file = indexOf(["sunset", "sunset sunsetting", "sunset", "sunshine"]);
  const labels = () => suggest(file, "Suns").map(({ label }) => label);
  expect(labels()).toEqual(["sunset", "sunsetting", "sunshine"]);
});

test("a tag that photos have is suggested beside hundreds of others that none has", () => {
  const file = indexOf([]);
  for (let number = 0; number < 300; number++) file.labels.rename("tag", `unused ${number}`, `Sun ${number}`);
  file.labels.rename("tag", "used", "Sunset");
  const token = toToken(file.labels.intern("tag", "used"));
  file.sql("INSERT INTO words (rowid, text) VALUES (1, ?)").run(token);
  expect(suggest(file, "sun")).toEqual([{ kind: "tag", label: "Sunset", id: "used" }]);
});
