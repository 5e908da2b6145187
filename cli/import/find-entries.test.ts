import { mkdir, rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { planImport } from "#lib/imports/plan-import.ts";
import type { PlanOptions } from "#lib/imports/plan-photo.ts";
import { rawZip } from "#tests/support/raw-zip.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { findEntries } from "./find-entries.ts";

/** More than a function may be called with in one go. */
const FILES = 130_000;

test("a zip of more files than a stack holds is read", { tags: "long", timeout: 60_000 }, async () => {
  const directory = await temporaryDirectory();
  onTestFinished(() => directory[Symbol.asyncDispose]());
  const names = Array.from({ length: FILES }, (_, number) => `__MACOSX/._${number}`);
  const zip = new Uint8Array(rawZip(names.map((name) => ({ name, body: "" }))));
  await writeFile(join(directory.path, "a.zip"), zip);
  const { entries } = await findEntries([directory.path]);
  expect((await planImport(entries, {} as PlanOptions, {})).leftOut).toHaveLength(FILES);
});

test("a folder that cannot be read is left out with a line, and the others are read", async () => {
  const directory = await temporaryDirectory();
  onTestFinished(() => directory[Symbol.asyncDispose]());
  const nest = (depth: number) => Array.from({ length: depth }, () => "n".repeat(250)).join("/");
  // Longer than a path may be, which even root cannot read.
  const [outer, inner] = [join(directory.path, "a", nest(10)), join(directory.path, "b", nest(8))];
  for (const folder of [outer, inner, join(directory.path, "z")]) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "1.jpg"), "");
  }
  await rename(join(directory.path, "b"), join(outer, "b"));
  const { entries, leftOut } = await findEntries([directory.path]).finally(() =>
    rename(join(outer, "b"), join(directory.path, "b")),
  );
  expect(entries.map(({ path }) => path)).toEqual([`a/${nest(10)}/1.jpg`, "z/1.jpg"]);
  expect(leftOut).toEqual([
    { path: expect.stringMatching(/^a\/.*n$/), part: directory.path, reason: "This folder can't be read." },
  ]);
});

test("a link to a folder is left out as one", async () => {
  const directory = await temporaryDirectory();
  onTestFinished(() => directory[Symbol.asyncDispose]());
  await mkdir(join(directory.path, "there"));
  await symlink(join(directory.path, "there"), join(directory.path, "link"));
  expect((await findEntries([directory.path])).leftOut).toMatchObject([
    { path: "link", reason: expect.stringMatching(/link to a folder/) },
  ]);
});

test("a source that cannot be read ends the import", async () => {
  await expect(findEntries(["/nowhere/at/all"])).rejects.toThrow("ENOENT");
});

test("paths are in NFC, however the disk has them, and still open", async () => {
  const directory = await temporaryDirectory();
  onTestFinished(() => directory[Symbol.asyncDispose]());
  const name = "Müller.jpg";
  await writeFile(join(directory.path, name.normalize("NFD")), "bytes");
  const { entries } = await findEntries([directory.path]);
  expect(entries.map(({ path }) => path)).toEqual([name.normalize("NFC")]);
  const contents = await Promise.all(entries.map((entry) => entry.open()));
  expect(await new Response(contents[0]).text()).toBe("bytes");
});
