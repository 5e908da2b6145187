import { spawn } from "node:child_process";
import { createServer } from "node:net";

/** A busy machine takes a while over moto's many modules. */
const START_LIMIT_MS = 120_000;
const POLL_MS = 100;

export interface Emulator {
  endpoint: string;
  stop(): Promise<void>;
}

/** Starts moto's server on a free port of this machine and waits until it answers. */
export function startMoto(python: string): Promise<Emulator> {
  return start("moto's server", "/moto-api/data.json", (port) => ({
    command: [python, "-m", "moto.server", "-H", "127.0.0.1", "-p", String(port)],
  }));
}

/** Starts MiniStack likewise; it runs Lambda functions by the `node` of the path. */
export function startMiniStack(command: string[]): Promise<Emulator> {
  return start("MiniStack", "/_ministack/health", (port) => ({
    command,
    environment: { GATEWAY_PORT: String(port), BIND_HOST: "127.0.0.1" },
  }));
}

async function start(
  name: string,
  health: string,
  toProcess: (port: number) => { command: string[]; environment?: Record<string, string> },
): Promise<Emulator> {
  const port = await freePort();
  const { command, environment } = toProcess(port);
  const [program = "", ...words] = command;
  const child = spawn(program, words, { stdio: "ignore", env: { ...process.env, ...environment } });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const endpoint = `http://127.0.0.1:${port}`;
  const limit = Date.now() + START_LIMIT_MS;
  while (!(await answers(`${endpoint}${health}`))) {
    if (child.exitCode !== null || Date.now() > limit) {
      child.kill("SIGKILL");
      throw new Error(`${name} does not answer on ${endpoint}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return {
    endpoint,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
