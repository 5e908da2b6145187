/** @module-tag long */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, inject, it } from "vitest";
import { commandLine, processTree } from "#tests/support/process-tree.ts";
import { waitUntil } from "#tests/support/wait-until.ts";

const { motoEndpoint, program } = inject("infra");
const root = new URL("../..", import.meta.url).pathname;
const script = 'import start from "./tests/support/e2e-app.ts"; await start();';
const isGone = (pid: number) => commandLine(pid) === "";

/*
 * What the browser tests start is a tree of processes in several languages. A run is ended by people, by limits of time
 * and by the kernel, most often while it starts.
 */
describe.skipIf(!motoEndpoint || !program || process.platform !== "linux")("a start that is aborted", () => {
  it.each([
    ["the run is asked to end", "run", "SIGTERM"],
    ["the run is killed", "run", "SIGKILL"],
    ["the system is asked to end", "system", "SIGTERM"],
    ["the system is killed", "system", "SIGKILL"],
  ] as const)("leaves no process when %s", async (_how, who, signal) => {
    const run = spawn(process.execPath, ["--input-type=module", "--eval", script], {
      cwd: root,
      env: { ...process.env, SKYLIGHT_SERVE: "moto", SKYLIGHT_URL: "" },
      stdio: "ignore",
    });
    const ended = once(run, "exit");
    const pids = () => processTree(run.pid ?? 0);
    const find = (text: string) => pids().find((pid) => commandLine(pid).includes(text));
    await waitUntil("moto to start", () => find("-m moto.server") !== undefined, 60_000);
    const [started, system] = [pids(), find("start-on-moto.ts")];
    if (who === "run") run.kill(signal);
    else process.kill(system ?? 0, signal);
    await ended;
    await waitUntil("all that it started to end", () => started.every(isGone), 20_000);
    expect(started.length).toBeGreaterThan(3);
  });
});
