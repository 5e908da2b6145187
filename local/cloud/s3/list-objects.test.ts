import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { answerListObjects } from "./list-objects.ts";
import { OBJECT_SUFFIX, toTrailer } from "./object-file.ts";

const OBJECTS = 500;
/** Of the list's 500 files, so that no one waits for more than 50 of them. */
const MIN_TURNS = 10;

test("others have their turn while a page of many objects is made", async () => {
  const directory = await temporaryDirectory();
  onTestFinished(() => directory[Symbol.asyncDispose]());
  const folder = join(directory.path, "thumbnails");
  await mkdir(folder);
  const file = toTrailer({ md5: "0123", headers: {} });
  for (let object = 0; object < OBJECTS; object++) await writeFile(join(folder, `${object}${OBJECT_SUFFIX}`), file);

  let isAnswered = false;
  const answered = Promise.resolve(
    answerListObjects(new URLSearchParams({ prefix: "thumbnails/" }), { bucket: "b", directory: directory.path }),
  ).finally(() => {
    isAnswered = true;
  });
  let turns = 0;
  for (; !isAnswered; turns++) await setImmediate();
  expect(String((await answered).body)).toContain(`<KeyCount>${OBJECTS}</KeyCount>`);
  expect(turns).toBeGreaterThan(MIN_TURNS);
});
