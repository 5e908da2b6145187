import { open } from "node:fs/promises";
import { join } from "node:path";
import { makeZip } from "client-zip";
import { expect, onTestFinished, test } from "vitest";
import { listZipEntries } from "#lib/imports/zip-entries.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { FileBytes } from "./file-bytes.ts";

const FOUR_GIB = 4 * 1024 ** 3;

/**
 * Bytes that say to be four GiB, and are written as a hole in a file. Their checksum is taken of the few that there
 * are.
 */
class Hole extends Uint8Array {
  #asked = 0;
  override get length(): number {
    this.#asked += 1;
    return this.#asked === 1 ? super.length : FOUR_GIB;
  }
}

async function* bytes(...chunks: Uint8Array[]) {
  yield* chunks;
}

const entry = (name: string, input: AsyncIterable<Uint8Array> | string) => ({ name, input, lastModified: new Date() });

test("a download of more than 4 GiB is read, with what lies behind its 4 GiB", async () => {
  const directory = await temporaryDirectory();
  onTestFinished(() => directory[Symbol.asyncDispose]());
  const path = join(directory.path, "large.zip");
  const file = await open(path, "w");
  const zip = makeZip([entry("before.jpg", "1"), entry("large.jpg", bytes(new Hole(8))), entry("after.jpg", "2")], {
    buffersAreUTF8: true,
  });
  let at = 0;
  for await (const chunk of zip) {
    if (chunk instanceof Hole) at += FOUR_GIB;
    else at += (await file.write(chunk, 0, chunk.byteLength, at)).bytesWritten;
  }
  await file.close();
  const { entries, leftOut } = await listZipEntries(new FileBytes(path, at), path);
  expect(leftOut).toEqual([]);
  expect(entries.map(({ path, bytes }) => [path, bytes])).toEqual([
    ["before.jpg", 1],
    ["large.jpg", FOUR_GIB],
    ["after.jpg", 1],
  ]);
  const contents = [entries[0], entries[2]].map(async (one) => one && new Response(await one.open()).text());
  expect(await Promise.all(contents)).toEqual(["1", "2"]);
});
