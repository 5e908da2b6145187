import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { planImport } from "#lib/imports/plan-import.ts";
import type { PlanOptions } from "#lib/imports/plan-photo.ts";
import { rawZip } from "#tests/support/raw-zip.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { findEntries } from "./find-entries.ts";

/** More than a function may be called with in one go. */
const FILES = 130_000;

test("a zip of more files than a stack holds is read", { timeout: 60_000 }, async () => {
  const directory = await temporaryDirectory();
  onTestFinished(() => directory[Symbol.asyncDispose]());
  const names = Array.from({ length: FILES }, (_, number) => `__MACOSX/._${number}`);
  const zip = new Uint8Array(rawZip(names.map((name) => ({ name, body: "" }))));
  await writeFile(join(directory.path, "a.zip"), zip);
  const { entries } = await findEntries([directory.path]);
  expect((await planImport(entries, {} as PlanOptions, {})).leftOut).toHaveLength(FILES);
});
