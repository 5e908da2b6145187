import { expect, test } from "vitest";
import { toListedAttribute } from "#lib/images/listed-image.ts";
import { toImage, toImageId } from "#tests/support/library-histories.ts";
import { applyChanges } from "./apply-changes.ts";
import { fromApiQuery } from "./image-query.ts";
import { createIndexFile, IN_MEMORY, type IndexFile } from "./index-file.ts";
import { runOperation } from "./index-operations.ts";
import { remember } from "./memoise.ts";
import { createOpenFiles } from "./open-files.ts";

function put(file: IndexFile, slot: number, revision = 1): void {
  const photo = {
    slot,
    wallClockMs: Date.UTC(2019, 4, slot + 1),
    momentMs: 0,
    hasTaken: true,
    source: "exif_original",
  };
  const image = toImage({ ...photo, status: "ready", tags: [1], albums: [], contentType: "image/jpeg" } as never);
  const listed = toListedAttribute({ ...image, favourite: revision > 1 });
  applyChanges(file, [{ kind: "image", id: toImageId("image", slot), revision, changedAtMs: 1, listed }]);
}

test("an answer is kept until the index holds something else, for each question by itself", () => {
  const file = createIndexFile(IN_MEMORY, { ownerId: "owner", epoch: "1", markMs: 0 });
  let asked = 0;
  const ask = (input: string) => remember(file, "test", input, () => ++asked);
  expect([ask("one"), ask("one"), ask("two"), ask("one")]).toEqual([1, 1, 2, 1]);
  put(file, 1);
  expect([ask("one"), ask("two"), ask("one")]).toEqual([3, 4, 3]);
  put(file, 1, 2);
  expect(ask("one")).toBe(5);
  for (let other = 0; other < 500; other++) ask(`${other}`);
  expect(ask("one")).toBeGreaterThan(5);
});

test("counts, months, duplicates and the photos of a tag follow what changes", async () => {
  const files = createOpenFiles();
  const address = { path: IN_MEMORY, ownerId: "owner" };
  await runOperation(files, "create", address, { epoch: "1", markMs: 0 });
  const file = files.open(address);
  const favourites = fromApiQuery({ favourite: true });
  const read = async () => ({
    count: await runOperation(files, "count", address, favourites),
    months: (await runOperation(files, "months", address, fromApiQuery({}))).months.length,
    duplicates: (await runOperation(files, "duplicates", address, { limit: 1, skip: 0 })).total,
    tags: (await runOperation(files, "collections", address, { kind: "tag" })).map(({ n, count }) => `${n} ${count}`),
  });
  const name = (revision: number, n: string) =>
    applyChanges(file, [{ kind: "tag", id: toImageId("tag", 1), revision, changedAtMs: 1, listed: { n } }]);
  put(file, 1);
  name(1, "sea");
  for (let times = 0; times < 2; times++) {
    expect(await read()).toEqual({ count: 0, months: 1, duplicates: 0, tags: ["sea 1"] });
  }
  put(file, 1, 2);
  put(file, 2);
  name(2, "Sea");
  for (let times = 0; times < 2; times++) {
    expect(await read()).toEqual({ count: 1, months: 1, duplicates: 0, tags: ["Sea 2"] });
  }
});
