import { randomUUID } from "node:crypto";
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** As in inode(7): bits of a file's type, and what group and others may do. */
const FILE_TYPE_AND_RIGHTS = 0o170077;
const PRIVATE_FOLDER = 0o040000;

/**
 * The folder that this process keeps index files in, among the temporary ones. It goes when the process ends; those of
 * processes that were killed go now. What they held can be read again. Other users of the machine can look into none:
 * where one of them has made the folder first, it is left alone. On a disk that is full it is made later, under a name
 * that nobody can know before.
 */
export function openIndexFolder(): string {
  const user = process.getuid?.() ?? 0;
  const parent = join(tmpdir(), `skylight-indexes-${user}`);
  try {
    return makeFolder(parent, user);
  } catch {
    const folder = `${parent}-${randomUUID()}`;
    removeAtExit(folder);
    return folder;
  }
}

function makeFolder(parent: string, user: number): string {
  if (!ownsFolder(parent, user)) return makeOwnFolder(`${parent}-`);
  for (const name of readdirSync(parent)) {
    if (!isAlive(Number(name))) rmSync(join(parent, name), { recursive: true, force: true });
  }
  const folder = join(parent, String(process.pid));
  mkdirSync(folder, { recursive: true });
  removeAtExit(folder);
  return folder;
}

function makeOwnFolder(prefix: string): string {
  const folder = mkdtempSync(prefix);
  removeAtExit(folder);
  return folder;
}

function removeAtExit(folder: string): void {
  process.once("exit", () => {
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Windows removes no file that a thread still has open.
    }
  });
}

/** Makes the folder if there is nothing of its name; whether it is the user's own, and closed to everybody else. */
function ownsFolder(path: string, user: number): boolean {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  // Without following links, which lead to where others want them to.
  const { uid, mode } = lstatSync(path);
  return (mode & FILE_TYPE_AND_RIGHTS) === PRIVATE_FOLDER && uid === user;
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
