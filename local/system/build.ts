import { fork } from "node:child_process";
import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { access, constants, cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { writeBrotliFiles } from "./brotli-files.ts";
import { hintRootScripts } from "./compile-hints.ts";
import { awaitLock, type LockFile } from "./lock-file.ts";
import { log } from "./log.ts";
import { killProcessGroup, ownProcessGroup } from "./process-group.ts";

/** What the web application is built from. */
const SOURCES = [
  "app",
  "lib",
  "public",
  "instrumentation.ts",
  "next.config.js",
  "package.json",
  "package-lock.json",
  "postcss.config.mjs",
  "proxy.ts",
  "tsconfig.json",
];

const STANDALONE = ".next/standalone";
const STAMP = join(STANDALONE, "built-from");
/** What the sources looked like when they were last compared with the stamp. */
const SEEN = join(STANDALONE, "built-from-files");
const BUILD_PROCESS = fileURLToPath(new URL("./build-process.ts", import.meta.url));
const LOCK_FOLDER = "node_modules/.cache";

/** The path of the server that is built in `root`, whether or not it is there. */
export function builtServer(root: string): string {
  return join(root, STANDALONE, "server.js");
}

/**
 * Builds the web application in `root` unless what is there was built from these very sources; `onBuild` is called
 * before that, when what is there goes.
 * Returns the path of its server. @throws Error when the build fails; its output was shown
 */
export async function ensureBuild(root: string, onBuild = () => {}): Promise<string> {
  const server = builtServer(root);
  // What is built already needs nothing to be written, so that it runs in a checkout that is another user's.
  if (await isBuilt(root)) return server;
  const lock = await lockBuild(root);
  try {
    if (!(await isBuilt(root))) {
      onBuild();
      log("build", "building the web application, which is needed once for each version …");
      const startedAt = Date.now();
      const summary = await summariseFiles(root);
      const fingerprint = await computeFingerprint(root);
      // The stamp goes first: it must never be found beside a part of a build.
      await rm(join(root, STAMP), { force: true });
      await rm(join(root, STANDALONE), { recursive: true, force: true });
      await runNextBuild(root);
      await hintRootScripts(join(root, ".next"));
      await writeBrotliFiles(join(root, ".next/static"));
      // What a browser fetches as files is left out of the standalone output for the sake of CDNs.
      await cp(join(root, ".next/static"), join(root, STANDALONE, ".next/static"), { recursive: true });
      await cp(join(root, "public"), join(root, STANDALONE, "public"), { recursive: true });
      await writeFile(join(root, STAMP), fingerprint);
      await rememberFiles(root, fingerprint, summary);
      log("build", `built in ${Math.round((Date.now() - startedAt) / 1000)} s`);
    }
    return server;
  } finally {
    await lock.release();
  }
}

async function isBuilt(root: string): Promise<boolean> {
  const stamp = await readFile(join(root, STAMP), "utf8").catch(() => "");
  if (stamp === "") return false;
  // To read all sources takes several times as long as to look whether any of them was touched.
  const summary = await summariseFiles(root);
  if ((await readFile(join(root, SEEN), "utf8").catch(() => "")) === `${stamp} ${summary}`) return true;
  if (stamp !== (await computeFingerprint(root))) return false;
  await rememberFiles(root, stamp, summary);
  return true;
}

/**
 * Next time nothing needs to be read, unless this is another user's checkout. The summary is older than what was read.
 */
async function rememberFiles(root: string, fingerprint: string, summary: string): Promise<void> {
  await writeFile(join(root, SEEN), `${fingerprint} ${summary}`).catch(() => {});
}

/** @throws Error saying what to do when this user may not build here */
async function lockBuild(root: string): Promise<LockFile> {
  try {
    await mkdir(join(root, LOCK_FOLDER), { recursive: true });
    await mkdir(join(root, ".next"), { recursive: true });
    for (const folder of [LOCK_FOLDER, ".next"]) await access(join(root, folder), constants.W_OK);
    return await awaitLock(join(root, LOCK_FOLDER, "skylight-build.lock"));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "EACCES" && code !== "EPERM" && code !== "EROFS") throw error;
    const user = process.getuid === undefined ? "" : ` (user ${process.getuid()})`;
    throw new Error(
      `The web application has to be built for this version, but the user that runs Skylight${user} may not write to ${root}. Run "npm run build" as the owner of that folder, then start again.`,
      { cause: error },
    );
  }
}

async function runNextBuild(root: string): Promise<void> {
  const child = fork(BUILD_PROCESS, {
    ...ownProcessGroup,
    cwd: root,
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    execArgv: [],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const stop = () => killProcessGroup(child.pid);
  process.once("exit", stop);
  const output: Buffer[] = [];
  child.stdout?.on("data", (chunk) => output.push(chunk));
  child.stderr?.on("data", (chunk) => output.push(chunk));
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  process.off("exit", stop);
  if (code !== 0) {
    process.stderr.write(Buffer.concat(output));
    throw new Error("The web application could not be built. See the output above.");
  }
}

/** A hash over names and contents of all sources. */
async function computeFingerprint(root: string): Promise<string> {
  const hash = createHash("sha256").update(`${process.platform} ${process.arch}\n`);
  for (const source of SOURCES) {
    for (const path of await listFiles(join(root, source))) {
      hash.update(`${relative(root, path)}\n`).update(await readFile(path));
    }
  }
  return hash.digest("hex");
}

/** A hash over names, sizes and times of all sources; the time of a file's last change cannot be set by anyone. */
async function summariseFiles(root: string): Promise<string> {
  const hash = createHash("sha256");
  for (const source of SOURCES) {
    for (const path of await listFiles(join(root, source))) {
      const { size, ino, ctimeMs } = statSync(path);
      hash.update(`${relative(root, path)} ${size} ${ino} ${ctimeMs}\n`);
    }
  }
  return hash.digest("hex");
}

/** The file itself, or all files in the folder except for tests, sorted; none when there is nothing. */
async function listFiles(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOTDIR") return [path];
    if (code === "ENOENT") return [];
    throw error;
  }
}
