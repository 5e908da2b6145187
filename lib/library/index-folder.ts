import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * The folder that this process keeps index files in, among the temporary ones. Folders of processes that are no more
 * are removed; what they held can be read again.
 */
export function openIndexFolder(): string {
  const parent = join(tmpdir(), `skylight-indexes-${process.getuid?.() ?? 0}`);
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(parent)) {
    if (!isAlive(Number(name))) rmSync(join(parent, name), { recursive: true, force: true });
  }
  const folder = join(parent, String(process.pid));
  mkdirSync(folder, { recursive: true });
  return folder;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Of another user's process one may not even ask.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
