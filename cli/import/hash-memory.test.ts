import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { rawZip } from "#tests/support/raw-zip.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { findEntries } from "./find-entries.ts";
import { openHashMemory } from "./hash-memory.ts";

test("of a zip that another has taken the place of, nothing is remembered", async () => {
  const directory = await temporaryDirectory();
  onTestFinished(() => directory[Symbol.asyncDispose]());
  const path = join(directory.path, "photos.zip");
  const hashOf = async (body: string) => {
    // As tools do that write the same time always.
    await writeFile(path, rawZip([{ name: "scan.tif", body }]));
    const [entry] = (await findEntries([path])).entries;
    const memory = await openHashMemory(join(directory.path, "state/hashes.jsonl"));
    return entry && memory.getHash(entry);
  };
  const first = await hashOf("first scan");
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(await hashOf("other scan")).not.toBe(first);
  expect(await hashOf("first scan")).toBe(first);
});
