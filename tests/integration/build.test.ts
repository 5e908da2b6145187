import { spawn } from "node:child_process";
import { mkdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { expect, test, vi } from "vitest";
import { ensureBuild } from "#local/system/build.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";

/** Stands in for Next: starts a process as its build does, writes the ids of both down and never ends. */
const endlessBuild = `
  const { spawn } = require("node:child_process");
  const { writeFileSync } = require("node:fs");
  const forever = "setInterval(() => {}, 1000)";
  const worker = spawn(process.execPath, ["-e", forever], { stdio: "ignore" });
  writeFileSync("started.json", JSON.stringify([process.pid, worker.pid]));
  setInterval(() => {}, 1000);
`;

test.skipIf(process.platform === "win32")("a build ends, with all it started, when its parent is killed", async () => {
  await using directory = await temporaryDirectory();
  const root = directory.path;
  await mkdir(join(root, "node_modules/next/dist/bin"), { recursive: true });
  await writeFile(join(root, "node_modules/next/dist/bin/next"), endlessBuild);
  const module = new URL("../../local/system/build.ts", import.meta.url).href;
  const program = `const { ensureBuild } = await import(${JSON.stringify(module)}); await ensureBuild(${JSON.stringify(root)});`;
  const parent = spawn(process.execPath, ["--input-type=module", "--eval", program], { stdio: "inherit" });
  const started: number[] = await vi.waitFor(
    async () => JSON.parse(await readFile(join(root, "started.json"), "utf8")),
    20_000,
  );
  expect(started.filter(isRunning)).toEqual(started);
  parent.kill("SIGKILL");
  await vi.waitFor(() => expect(started.filter(isRunning)).toEqual([]), 10_000);
});

/** Stands in for Next: builds a script, and writes a line for each time. */
const emptyBuild = `
  const { appendFileSync, mkdirSync, writeFileSync } = require("node:fs");
  for (const folder of [".next/static", ".next/standalone/.next"]) mkdirSync(folder, { recursive: true });
  writeFileSync(".next/standalone/server.js", "");
  writeFileSync(".next/static/a.js", "export {};");
  writeFileSync(".next/build-manifest.json", JSON.stringify({ rootMainFiles: ["static/a.js"] }));
  appendFileSync("builds", "built\\n");
`;

test("what was built is built again when a source has changed, also where its time and size are as before", async () => {
  await using directory = await temporaryDirectory();
  const root = directory.path;
  await mkdir(join(root, "node_modules/next/dist/bin"), { recursive: true });
  await writeFile(join(root, "node_modules/next/dist/bin/next"), emptyBuild);
  await mkdir(join(root, "app"));
  await mkdir(join(root, "public"));
  const source = join(root, "app/page.tsx");
  await writeFile(source, "one");
  const countBuilds = async () => (await readFile(join(root, "builds"), "utf8")).trim().split("\n").length;
  let abandoned = 0;
  const ensure = () => ensureBuild(root, () => abandoned++);

  await ensure();
  await ensure();
  expect(await countBuilds()).toBe(1);
  const compressed = await readFile(join(root, ".next/standalone/.next/static/a.js.br"));
  expect(brotliDecompressSync(compressed).toString()).toBe("//# allFunctionsCalledOnLoad\nexport {};");
  // A file that was only touched is read, and what was built stays.
  const { atime, mtime } = await stat(source);
  await writeFile(source, "one");
  await ensure();
  await ensure();
  expect(await countBuilds()).toBe(1);
  await writeFile(source, "two");
  await utimes(source, atime, mtime);
  await ensure();
  expect({ builds: await countBuilds(), abandoned }).toEqual({ builds: 2, abandoned: 2 });
});

function isRunning(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
}
