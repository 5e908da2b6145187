import { once } from "node:events";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readLocalSettings } from "#local/system/settings.ts";
import { freePorts } from "#tests/support/app.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { checkDataFolder, checkDisk, checkNode, checkPorts, checkRenderer } from "./check-machine.ts";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;

beforeEach(async () => {
  directory = await temporaryDirectory();
});

afterEach(() => directory[Symbol.asyncDispose]());

const settings = (DATA_DIR: string, more = {}) => readLocalSettings({ DATA_DIR, ...more });

test("Node 24 is well, an older one is not", async () => {
  expect(await checkNode("24.21.0")).toMatchObject({ level: "ok" });
  expect(await checkNode("22.18.0")).toMatchObject({ level: "problem", advice: expect.stringContaining("npm ci") });
});

test("sharp is loaded, and a build for another platform is reported", async () => {
  expect(await checkRenderer(() => import("sharp"))).toMatchObject({ level: "ok", found: expect.stringMatching(/\d/) });
  const refusing = () => Promise.reject(new Error('Could not load the "sharp" module\nand more'));
  expect(await checkRenderer(refusing)).toMatchObject({ level: "problem", found: expect.not.stringContaining("more") });
});

test("a disk without the room that uploads leave free is a problem, wherever the folder will be", async () => {
  const folder = join(directory.path, "not", "yet");
  expect((await checkDisk(settings(folder, { MIN_FREE_BYTES: "1" }))).level).not.toBe("problem");
  const full = settings(folder, { MIN_FREE_BYTES: String(Number.MAX_SAFE_INTEGER) });
  expect(await checkDisk(full)).toMatchObject({ level: "problem", found: expect.stringContaining("refused") });
});

test("the data folder may be missing and must not be a file or open to others", async () => {
  const folder = join(directory.path, "data");
  expect(await checkDataFolder(settings(folder))).toMatchObject({
    level: "ok",
    found: expect.stringContaining("makes it"),
  });
  await mkdir(folder, { mode: 0o700 });
  expect(await checkDataFolder(settings(folder))).toMatchObject({ level: "ok" });
  await chmod(folder, 0o755);
  expect(await checkDataFolder(settings(folder))).toMatchObject({ level: "warning", advice: `chmod 700 ${folder}` });
  await writeFile(join(directory.path, "file"), "");
  for (const path of ["file", "file/below"]) {
    expect(await checkDataFolder(settings(join(directory.path, path)))).toMatchObject({ level: "problem" });
  }
});

test("a port in use is reported with the variable that changes it", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const [free] = await freePorts(1);
  const taken = settings(directory.path, { S3_PORT: String(port), PORT: String(free) });
  expect(await checkPorts(taken)).toMatchObject({ level: "problem", advice: expect.stringContaining("S3_PORT") });
  server.close();
  await once(server, "close");
  expect(await checkPorts(taken)).toMatchObject({ level: "ok" });
});

test("ports of the Skylight that runs on the folder are its own", async () => {
  await writeFile(join(directory.path, "cloud.json"), JSON.stringify({ processId: process.pid, environment: {} }));
  expect(await checkPorts(settings(directory.path))).toMatchObject({
    level: "ok",
    found: expect.stringContaining("runs"),
  });
});
