import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { hintRootScripts } from "./compile-hints.ts";

test("the scripts of every page say once that all of their functions are called, others do not", async () => {
  const folder = await temporaryDirectory();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  await mkdir(join(folder.path, "static"));
  const script = (name: string) => join(folder.path, "static", name);
  await writeFile(
    join(folder.path, "build-manifest.json"),
    JSON.stringify({ rootMainFiles: ["static/%5Broot%5D.js"] }),
  );
  for (const name of ["[root].js", "page.js"]) await writeFile(script(name), "run();");
  for (let time = 0; time < 2; time++) await hintRootScripts(folder.path);
  expect(await readFile(script("[root].js"), "utf8")).toBe("//# allFunctionsCalledOnLoad\nrun();");
  expect(await readFile(script("page.js"), "utf8")).toBe("run();");
});
