import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execute = promisify(execFile);
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

export interface CommandResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a program and returns how it ended; `code` is 127 when there is no such program. */
export async function runCommand(
  program: string,
  args: string[],
  options: { cwd?: string; env?: Record<string, string | undefined>; timeoutMs?: number } = {},
): Promise<CommandResult> {
  try {
    const { stdout, stderr } = await execute(program, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      timeout: options.timeoutMs,
      maxBuffer: MAX_OUTPUT_BYTES,
    });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const failure = error as { code?: number | string; stdout?: string; stderr?: string; message: string };
    const code = failure.code === "ENOENT" ? 127 : typeof failure.code === "number" ? failure.code : 1;
    return { code, stdout: failure.stdout ?? "", stderr: failure.stderr || failure.message };
  }
}

/** Like runCommand, and returns stdout. @throws Error with the program's output when it fails */
export async function mustRun(...call: Parameters<typeof runCommand>): Promise<string> {
  const result = await runCommand(...call);
  if (result.code !== 0) {
    throw new Error(`${call[0]} ${call[1].join(" ")} ended with ${result.code}\n${result.stdout}\n${result.stderr}`);
  }
  return result.stdout;
}
