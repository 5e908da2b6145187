import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { killProcessGroup, ownProcessGroup } from "#local/system/process-group.ts";
import { endTogether } from "./end-together.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** A first start builds the application. */
const START_LIMIT_MS = 300_000;

export interface RunningApp extends AsyncDisposable {
  /** "http://localhost:<port>" */
  url: string;
  port: number;
  s3Port: number;
  dataDir: string;
  process: ChildProcess;
  /** What it has written so far, line by line. */
  lines: string[];
  /** Ends it with a signal and returns its exit code, null when it was killed. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/**
 * Starts the whole system as `npm start` does, or `entry` instead, on free ports and a folder of its own (or on
 * `dataDir`, which is kept), as another user with `userId`, which only root may do. `root` is another checkout.
 * With `endsWithThisProcess` nothing of it is left when this process is killed, nor when the system itself is.
 * @throws Error with its output when it ends before it is ready
 */
export async function startApp(
  options: {
    dataDir?: string;
    environment?: Record<string, string>;
    entry?: string;
    root?: string;
    userId?: number;
    endsWithThisProcess?: boolean;
  } = {},
): Promise<RunningApp> {
  const directory = options.dataDir === undefined ? await temporaryDirectory() : undefined;
  const dataDir = options.dataDir ?? directory?.path ?? "";
  const [port, s3Port] = await freePorts(2);
  if (port === undefined || s3Port === undefined) throw new Error("Expected two free ports but found fewer");
  const child = spawn(process.execPath, [options.entry ?? "local/system/start.ts"], {
    cwd: options.root ?? ROOT,
    ...(options.userId === undefined ? {} : { uid: options.userId, gid: options.userId }),
    ...(options.endsWithThisProcess ? ownProcessGroup : {}),
    env: {
      ...process.env,
      NODE_ENV: "production",
      NEXTAUTH_URL: "",
      ...options.environment,
      PORT: String(port),
      S3_PORT: String(s3Port),
      DATA_DIR: dataDir,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines: string[] = [];
  const callOff = options.endsWithThisProcess && child.pid !== undefined ? endTogether(child.pid) : undefined;
  const ended = once(child, "exit").then(([code]) => {
    if (options.endsWithThisProcess) killProcessGroup(child.pid);
    callOff?.();
    return code as number | null;
  });
  const stop = async (signal: NodeJS.Signals = "SIGTERM") => {
    child.kill(signal);
    const code = await ended;
    await directory?.[Symbol.asyncDispose]();
    return code;
  };
  const url = `http://localhost:${port}`;
  const ready = new Promise<void>((resolve) => {
    for (const output of [child.stdout, child.stderr]) {
      createInterface({ input: output }).on("line", (line) => {
        lines.push(line);
        if (line === `ready on ${url}`) resolve();
      });
    }
  });
  const limit = AbortSignal.timeout(START_LIMIT_MS);
  const late = once(limit, "abort").then(() => "late");
  const outcome = await Promise.race([ready.then(() => "ready"), ended.then(() => "ended"), late]);
  if (outcome !== "ready") {
    await stop("SIGKILL");
    throw new Error(`Skylight did not start (${outcome}):\n${lines.join("\n")}`);
  }
  return {
    url,
    port,
    s3Port,
    dataDir,
    process: child,
    lines,
    stop,
    [Symbol.asyncDispose]: async () => void (await stop()),
  };
}

/** Ports that nobody listens on right now, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, "127.0.0.1");
      await once(server, "listening");
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
