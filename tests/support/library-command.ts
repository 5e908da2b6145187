import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { ApiSession } from "./api-session.ts";

export interface RunningCommand {
  child: ChildProcess;
  /** What it has said so far. */
  output(): string;
  ended: Promise<{ code: number | null; output: string }>;
}

/** Starts `npm run import` or `npm run export` as a user would; hashes are remembered in `stateFolder`. */
export function startCommand(
  command: "import" | "export",
  { url, person, stateFolder }: { url: string; person: Pick<ApiSession, "email" | "password">; stateFolder: string },
  args: readonly string[],
): RunningCommand {
  const child = spawn(process.execPath, [`cli/${command}.ts`, ...args, "--email", person.email, "--url", url], {
    env: { ...process.env, XDG_STATE_HOME: stateFolder, SKYLIGHT_PASSWORD: person.password },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, output }));
  return { child, output: () => output, ended };
}
