import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { Agent, get } from "node:http";
import { setTimeout } from "node:timers/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import { freePorts } from "#tests/support/app.ts";
import { isRunning } from "#tests/support/process-tree.ts";
import { waitUntil } from "#tests/support/wait-until.ts";
import { superviseApp } from "./app-group.ts";
import { ownProcessGroup } from "./process-group.ts";

const SERVER = new URL("../../tests/support/busy-server.ts", import.meta.url);
const REPORTING = new URL("../../tests/support/reporting-process.ts", import.meta.url);
const GRACE_MS = 1_000;
const REST_MS = 60_000;
/** Between requests that are hardly a load. */
const PAUSE_MS = 50;

/** An application of at most so many processes; `ask` returns the id of the process that answered. */
async function startGroup(maxProcesses: number, restAfterMs = 60_000) {
  const [port = 0] = await freePorts(1);
  const group = superviseApp({
    maxProcesses,
    restAfterMs,
    log: () => {},
    start: (handle) => {
      const env = { ...process.env, PORT: String(port) };
      const child = fork(SERVER, { ...ownProcessGroup, env, execArgv: [] });
      child.send({ kind: "start" }, handle as Parameters<typeof child.send>[1]);
      return child;
    },
  });
  const agent = new Agent({ keepAlive: true });
  const ask = (busyMs: number) =>
    new Promise<number>((resolve, reject) => {
      get(`http://127.0.0.1:${port}/${busyMs}`, { agent }, async (response) => {
        resolve(Number((await response.toArray()).join("")));
      }).on("error", reject);
    });
  onTestFinished(async () => {
    agent.destroy();
    await group.stop(GRACE_MS);
  });
  await waitUntil("an answer", () =>
    ask(0).then(
      () => true,
      () => false,
    ),
  );
  return { ask, group };
}

/** Has so many users ask again and again until `isOver`; returns who answered. Fails when a request does. */
async function askUntil(ask: (busyMs: number) => Promise<number>, isOver: (seen: Set<number>) => boolean) {
  const seen = new Set<number>();
  const end = Date.now() + 15_000;
  const users = Array.from({ length: 8 }, async () => {
    while (!isOver(seen) && Date.now() < end) seen.add(await ask(20));
  });
  await Promise.all(users);
  return seen;
}

test("a second process takes connections over while one is too busy, and goes without a request that fails", async () => {
  const { ask } = await startGroup(2, 1_000);
  const first = await ask(0);
  const seen = await askUntil(ask, ({ size }) => size > 1);
  expect(seen.size).toBe(2);
  const [helper = 0] = [...seen].filter((pid) => pid !== first);
  while (isRunning(helper)) {
    await ask(0);
    await setTimeout(PAUSE_MS);
  }
  expect(await ask(0)).toBe(first);
}, 60_000);

test("who asks while the process is started again waits for that", async () => {
  const { ask, group } = await startGroup(1);
  const first = await ask(0);
  process.kill(first, "SIGKILL");
  await waitUntil("its end", () => !isRunning(first));
  expect(await ask(0)).not.toBe(first);
  await group.stop(GRACE_MS);
  await expect(ask(0)).rejects.toThrow();
});

/** A group of three at most whose first process reports a busy second for each `beBusy()`; the others serve or end. */
async function startReporting(others: "serve" | "end") {
  vi.useFakeTimers({ toFake: ["performance"] });
  const started: ChildProcess[] = [];
  const helpers: boolean[] = [];
  const group = superviseApp({
    maxProcesses: 3,
    restAfterMs: REST_MS,
    log: () => {},
    start: (_port, isHelper) => {
      helpers.push(isHelper);
      const child = fork(REPORTING, [started.length > 0 ? others : "serve"], { ...ownProcessGroup, execArgv: [] });
      started.push(child);
      return child;
    },
  });
  onTestFinished(async () => {
    vi.useRealTimers();
    await group.stop(GRACE_MS);
  });
  const [first] = started;
  if (!first) throw new Error("Expected a process");
  await once(first, "message");
  const beBusy = async () => {
    const told = once(first, "message");
    first.kill("SIGUSR2");
    await told;
  };
  return { started, helpers, beBusy };
}

test("two busy seconds that are not in a row are no reason for another process", async () => {
  const { started, helpers, beBusy } = await startReporting("serve");
  await beBusy();
  vi.advanceTimersByTime(10_000);
  await beBusy();
  expect(started).toHaveLength(1);
  await beBusy();
  expect(started).toHaveLength(2);
  expect(helpers).toEqual([false, true]);
});

test("where another process ends before it serves, none is started for a while", async () => {
  const { started, beBusy } = await startReporting("end");
  await beBusy();
  await beBusy();
  expect(started).toHaveLength(2);
  await once(started[1] as ChildProcess, "exit");
  await beBusy();
  await beBusy();
  expect(started).toHaveLength(2);
  vi.advanceTimersByTime(REST_MS);
  await beBusy();
  await beBusy();
  expect(started).toHaveLength(3);
});
