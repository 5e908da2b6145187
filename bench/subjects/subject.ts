import { type ChildProcess, fork, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { cpuMs } from "../process-usage.ts";

/** A process that is measured: it gets one task at a time and says when it is done. */
export interface Subject {
  pid: number;
  /** Has it do a task. Returns the CPU that it and its children spent, milliseconds. */
  run(task: unknown): Promise<number>;
  stop(): Promise<void>;
}

/** A module of this folder in a Node process of its own. It answers every message with another one. */
export async function startNodeSubject(
  file: string,
  environment: Record<string, string> = {},
  execArgv: string[] = [],
): Promise<Subject> {
  const child = fork(new URL(file, import.meta.url), {
    env: { ...process.env, ...environment },
    execArgv,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const answer = () => waitForAnswer(child, (resolve) => child.once("message", () => resolve()));
  await answer();
  return subject(child, async (task) => {
    const done = answer();
    child.send(task as object);
    await done;
  });
}

/** A Python script of this folder: a task is a line of JSON on stdin, the answer a line on stdout. */
export async function startPythonSubject(file: string): Promise<Subject> {
  const script = new URL(file, import.meta.url).pathname;
  const child = spawn("/usr/bin/python3", [script], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout });
  const answer = () => waitForAnswer(child, (resolve) => lines.once("line", () => resolve()));
  await answer();
  return subject(child, async (task) => {
    const done = answer();
    child.stdin.write(`${JSON.stringify(task)}\n`);
    await done;
  });
}

function waitForAnswer(child: ChildProcess, listen: (resolve: () => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`The subject ended with ${code}`));
    child.once("exit", onExit);
    listen(() => {
      child.off("exit", onExit);
      resolve();
    });
  });
}

function subject(child: ChildProcess, perform: (task: unknown) => Promise<void>): Subject {
  const pid = child.pid ?? 0;
  return {
    pid,
    async run(task) {
      const before = cpuMs(pid);
      await perform(task);
      return cpuMs(pid) - before;
    },
    async stop() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await ended;
    },
  };
}
