import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { makePlan } from "./make-plan.ts";
import { readArguments } from "./read-arguments.ts";

async function makeFolder(names: readonly string[]) {
  const directory = await temporaryDirectory();
  onTestFinished(() => directory[Symbol.asyncDispose]());
  for (const name of names) await writeFile(join(directory.path, name), "\xff\xd8\xff\xe0", "latin1");
  const settings = readArguments([directory.path, "--dry-run"]);
  if (typeof settings === "string") throw new Error(settings);
  return settings;
}

test("says how many files have been read of how many", async () => {
  // Five seconds are over at once.
  const clock = vi.spyOn(globalThis, "setInterval").mockImplementation((tick) => {
    tick();
    return setTimeout(() => {}, 0);
  });
  onTestFinished(() => clock.mockRestore());
  const written: string[] = [];
  const output = { write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream;
  const settings = await makeFolder(["a.jpg", "b.jpg"]);
  const { photos } = await makePlan(settings, new AbortController().signal, output);
  expect(photos).toHaveLength(2);
  expect(written).toEqual(["Reading what is to be imported …\n", "0/2 files read\n"]);
});

test("is ended by Ctrl-C before anything is planned", async () => {
  const settings = await makeFolder(["a.jpg"]);
  await expect(makePlan(settings, AbortSignal.abort(), process.stdout)).rejects.toThrow("aborted");
});
