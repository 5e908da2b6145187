import { type ChildProcess, fork } from "node:child_process";
import type { ToApp } from "#local/system/app-messages.ts";
import { waitUntil } from "#tests/support/wait-until.ts";

const APP_PROCESS = new URL("../local/system/app-process.ts", import.meta.url);
const START_LIMIT_MS = 180_000;

/** Starts the built web application in `server` on a port of this machine, and waits until it answers. */
export async function startApp(
  server: string,
  port: number,
  environment: Record<string, string>,
): Promise<ChildProcess> {
  const variables = {
    ...process.env,
    ...environment,
    NODE_ENV: "production" as const,
    NEXT_TELEMETRY_DISABLED: "1",
    HOSTNAME: "127.0.0.1",
    PORT: String(port),
  };
  const child = fork(APP_PROCESS, ["built", server], {
    env: variables,
    execArgv: [],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  // It hands over the port that it opened, which would stay open after it.
  child.on("message", (_message, port) => (port as { close(): void } | undefined)?.close());
  child.send({ kind: "start", environment: variables } satisfies ToApp);
  const answers = () =>
    fetch(`http://127.0.0.1:${port}/api/openapi.json`).then(
      ({ ok }) => ok,
      () => false,
    );
  await waitUntil("the application to answer", answers, START_LIMIT_MS);
  return child;
}
