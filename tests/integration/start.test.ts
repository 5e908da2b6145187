import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, readdir, stat, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { logIn, registerSession } from "#tests/support/api-session.ts";
import { freePorts, type RunningApp, startApp } from "#tests/support/app.ts";
import { childProcessIds } from "#tests/support/child-processes.ts";
import { smallPhoto } from "#tests/support/image-factory.ts";
import { commandLine, isRunning, listeningAddresses, processTree } from "#tests/support/process-tree.ts";
import { temporaryDirectory } from "#tests/support/temporary-directory.ts";
import { waitUntil } from "#tests/support/wait-until.ts";

/** The first of these tests may have to build the application. */
const START_TIMEOUT_MS = 360_000;
const STOP_LIMIT_MS = 10_000;
/** Fifty uploads at once on a machine that does other work as well. */
const SETTLE_LIMIT_MS = 90_000;
const NOBODY = 65_534;

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
const apps: RunningApp[] = [];

beforeEach(async () => {
  directory = await temporaryDirectory();
});
afterEach(async () => {
  for (const app of apps.splice(0)) if (app.process.exitCode === null) await app.stop("SIGTERM");
  await directory[Symbol.asyncDispose]();
});

async function start(): Promise<RunningApp> {
  const app = await startApp({ dataDir: directory.path });
  apps.push(app);
  return app;
}

test(
  "is healthy when it says so, keeps to itself, ends with everything it started, and finds the library again",
  async () => {
    const first = await start();
    const health = await fetch(`${first.url}/api/health`);
    expect(health.status).toBe(200);
    expect(await health.json()).toEqual({ status: "ok" });
    const session = await registerSession(first.url);
    const photo = await smallPhoto(1);
    const id = await session.upload(photo);
    await session.settledImages(1);

    const processes = processTree(first.process.pid ?? 0);
    expect(processes.length).toBeGreaterThanOrEqual(3);
    // Its secrets are its owner's, and it listens on this machine only.
    const secrets = await stat(join(first.dataDir, "secrets.json"));
    expect((secrets.mode & 0o777).toString(8)).toBe("600");
    const addresses = listeningAddresses(processes);
    expect(addresses.length).toBeGreaterThanOrEqual(4);
    expect(addresses.filter((address) => address !== "0100007F")).toEqual([]);
    const stoppedAt = Date.now();
    expect(await first.stop("SIGTERM")).toBe(0);
    expect(Date.now() - stoppedAt).toBeLessThan(STOP_LIMIT_MS);
    expect(processes.filter(isRunning)).toEqual([]);
    expect(await isListening(first.port)).toBe(false);
    expect(await isListening(first.s3Port)).toBe(false);

    const second = await start();
    const again = await logIn(second.url, session);
    expect(await again.images()).toMatchObject([{ id, fileName: photo.fileName, status: "ready" }]);
    const link = await again.fetch(`/api/get-url?id=${id}&variant=original`);
    const { url } = (await link.json()) as { url: string };
    expect(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(photo.body)).toBe(true);
  },
  START_TIMEOUT_MS,
);

test("nothing stays behind when the parent is killed", { tags: "long", timeout: START_TIMEOUT_MS }, async () => {
  const app = await start();
  const session = await registerSession(app.url);
  await session.upload(await smallPhoto(2));
  await session.settledImages(1);
  const processes = processTree(app.process.pid ?? 0);
  await app.stop("SIGKILL");
  await waitUntil("the end of every process", () => processes.every((pid) => !isRunning(pid)), 5_000);
  const again = await start();
  expect(await (await logIn(again.url, session)).images()).toHaveLength(1);
});

test(
  "a second instance on the same data is refused, as are ports that are taken",
  async () => {
    const app = await start();
    const [freePort = 0, freeS3Port = 0] = await freePorts(2);
    const sameData = await runStart({ PORT: freePort, S3_PORT: freeS3Port, DATA_DIR: directory.path });
    expect(sameData).toMatchObject({ code: 1, output: expect.stringContaining("already running") });
    const elsewhere = join(directory.path, "elsewhere");
    const samePort = await runStart({ PORT: app.port, S3_PORT: freeS3Port, DATA_DIR: elsewhere });
    expect(samePort).toMatchObject({ code: 1, output: expect.stringContaining(`Port ${app.port} is already in use`) });
    const sameS3Port = await runStart({ PORT: freePort, S3_PORT: app.s3Port, DATA_DIR: elsewhere });
    expect(sameS3Port).toMatchObject({
      code: 1,
      output: expect.stringContaining(`Port ${app.s3Port} is already in use`),
    });
    expect((await fetch(`${app.url}/api/health`)).status).toBe(200);
  },
  START_TIMEOUT_MS,
);

test("a data folder that cannot be used is named, with what to do", { tags: "long" }, async () => {
  const [PORT = 0, S3_PORT = 0] = await freePorts(2);
  const file = join(directory.path, "a-file");
  await writeFile(file, "");
  for (const DATA_DIR of [file, join(file, "below")]) {
    const { code, output } = await runStart({ PORT, S3_PORT, DATA_DIR });
    expect(output).toContain(`DATA_DIR (${DATA_DIR}) has to be a folder`);
    expect(code).toBe(1);
  }
  // Writable for root, the files of the kernel are for nobody to write.
  const { code, output } = await runStart({ PORT, S3_PORT, DATA_DIR: "/proc/skylight" });
  expect(output).toContain("DATA_DIR (/proc/skylight) cannot be used");
  expect(code).toBe(1);
});

test.skipIf(process.getuid?.() !== 0)(
  "a data folder of another user is named, with what to do",
  { tags: "long" },
  async () => {
    const [PORT = 0, S3_PORT = 0] = await freePorts(2);
    await chmod(directory.path, 0o755);
    const { code, output } = await runStart({ PORT, S3_PORT, DATA_DIR: directory.path }, NOBODY);
    expect(output).toContain(
      `DATA_DIR (${directory.path}) cannot be written by the user that runs Skylight (user ${NOBODY})`,
    );
    expect(code).toBe(1);
  },
);

test.skipIf(process.getuid?.() !== 0)(
  "a checkout that another user has built starts",
  { tags: "long", timeout: START_TIMEOUT_MS },
  async () => {
    await (await start()).stop();
    await chown(directory.path, NOBODY, NOBODY);
    for (const name of await readdir(directory.path, { recursive: true })) {
      await chown(join(directory.path, name), NOBODY, NOBODY);
    }
    const app = await startApp({ dataDir: directory.path, userId: NOBODY });
    apps.push(app);
    expect((await fetch(`${app.url}/api/health`)).status).toBe(200);
  },
);

test("a web application that dies is started again, and who asks meanwhile waits for it", {
  tags: "long",
  timeout: START_TIMEOUT_MS,
}, async () => {
  const app = await start();
  const web = childProcessIds(app.process.pid).find((pid) => !isRenderer(pid));
  process.kill(web ?? 0, "SIGKILL");
  await waitUntil("its end", () => !isRunning(web ?? 0));
  expect((await fetch(`${app.url}/api/health`)).status).toBe(200);
  expect(app.lines.join("\n")).toContain("starting it again");
});

test("kill -9 of the render process in the middle of 50 uploads: each ends in one state, and no message is left", {
  tags: "long",
  timeout: START_TIMEOUT_MS,
}, async () => {
  const count = 50;
  const app = await start();
  const session = await registerSession(app.url);
  const photos = await Promise.all(Array.from({ length: count }, (_, seed) => smallPhoto(seed)));
  const uploads = Promise.all(photos.map((photo) => session.upload(photo)));
  await waitUntil(
    "the first finished image",
    async () => (await session.images()).some(({ status }) => status === "ready"),
    SETTLE_LIMIT_MS,
  );
  const renderer = findRenderer(app);
  process.kill(renderer, "SIGKILL");
  // The last one comes after the kill, however soon the others were done.
  const ids = [...(await uploads), await session.upload(await smallPhoto(count))];
  const images = await session.settledImages(count + 1, SETTLE_LIMIT_MS);
  expect(images.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  expect(images.map(({ status }) => status)).toEqual(Array(count + 1).fill("ready"));
  expect(findRenderer(app)).not.toBe(renderer);
  for (const { id } of images) {
    const { events } = (await (await session.fetch(`/api/images/${id}/events`)).json()) as {
      events: { step: string }[];
    };
    expect(events.filter(({ step }) => step === "ready" || step === "failed")).toHaveLength(1);
  }
});

function isRenderer(pid: number): boolean {
  return commandLine(pid).includes("render-process");
}

function findRenderer(app: RunningApp): number {
  const renderer = childProcessIds(app.process.pid).find(isRenderer);
  if (renderer === undefined) throw new Error("Expected a render process but there is none");
  return renderer;
}

/** Runs the start command until it ends by itself. */
async function runStart(environment: Record<string, string | number>, userId?: number) {
  const child = spawn(process.execPath, ["local/system/start.ts"], {
    ...(userId === undefined ? {} : { uid: userId, gid: userId }),
    env: {
      ...process.env,
      ...Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, String(value)])),
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  const [code] = await once(child, "close");
  return { code, output };
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
