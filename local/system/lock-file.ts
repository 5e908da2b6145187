import { readFileSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";

const RETRY_MS = 250;
/** A turn takes a millisecond. */
const TURN_TIMEOUT_MS = 10_000;

/** Held by a process that is alive; of a process that is gone it is taken over. */
export interface LockFile {
  release(): Promise<void>;
}

export class LockedError extends Error {
  override readonly name = "LockedError";
  readonly processId: number;

  constructor(path: string, processId: number) {
    super(`${path} is held by process ${processId}`);
    this.processId = processId;
  }
}

/** @throws LockedError when another process holds the lock */
export async function acquireLock(path: string): Promise<LockFile> {
  oneAtATime(path, () => {
    const holder = readHolder(path);
    if (holder && isAlive(holder)) throw new LockedError(path, holder.processId);
    writeFileSync(path, JSON.stringify({ processId: process.pid, startedAt: getStartTime(process.pid) }), {
      mode: 0o600,
    });
  });
  return { release: () => rm(path, { force: true }) };
}

/**
 * Runs `act` while no other process does, so that of several that find a lock to take over one does. It rests on
 * SQLite's own lock, which the kernel gives back when a process dies; `act` must not wait for anything.
 */
function oneAtATime(path: string, act: () => void): void {
  const turn = new DatabaseSync(`${path}-turn`, { timeout: TURN_TIMEOUT_MS });
  try {
    turn.exec("BEGIN EXCLUSIVE");
    act();
  } finally {
    turn.close();
  }
}

/** Waits for another process to release the lock. */
export async function awaitLock(path: string): Promise<LockFile> {
  for (;;) {
    try {
      return await acquireLock(path);
    } catch (error) {
      if (!(error instanceof LockedError)) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

interface Holder {
  processId: number;
  startedAt: string | undefined;
}

function readHolder(path: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(path, "utf8"));
    return Number.isInteger(holder?.processId) ? holder : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.processId, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
  // After a reboot or a long time another process may have got the number.
  const startedAt = getStartTime(holder.processId);
  return startedAt === undefined || holder.startedAt === undefined || startedAt === holder.startedAt;
}

/** When a process started, in the kernel's own unit; undefined where the system does not tell (only Linux does). */
function getStartTime(processId: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${processId}/stat`, "utf8");
    // The name in parentheses may hold spaces; the start time is the 20th field after it.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}
