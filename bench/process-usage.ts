import { readdirSync, readFileSync } from "node:fs";

/*
 * What processes used, from Linux's /proc. A process counts with all its children that still run and those that it has
 * waited for.
 */

/** The kernel counts in hundredths of a second on every architecture Node runs on. */
const TICK_MS = 10;
const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * 1024;

/** CPU time so far of a process and its children, milliseconds. */
export function cpuMs(pid: number): number {
  const own = readCpuMs(pid).reduce((sum, part) => sum + part, 0);
  return getChildren(pid).reduce((sum, child) => sum + cpuMs(child), own);
}

/** CPU time so far of a process without its children, milliseconds; 0 when it has ended. */
export function ownCpuMs(pid: number): number {
  try {
    const [user = 0, system = 0] = readCpuMs(pid);
    return user + system;
  } catch {
    return 0;
  }
}

/** CPU time so far of all processes that this one has started and waited for, milliseconds. */
export function endedChildrenCpuMs(): number {
  const [, , user = 0, system = 0] = readCpuMs(process.pid);
  return user + system;
}

/** User and system time of a process, then those of the children that it has waited for. */
function readCpuMs(pid: number): number[] {
  // The second field, the name, may contain spaces; it ends with the last parenthesis.
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1)?.split(" ") ?? [];
  const UTIME = 11;
  return fields.slice(UTIME, UTIME + 4).map((ticks) => Number(ticks) * TICK_MS);
}

/** Resident memory of a process and its children together, megabytes. */
export function residentMb(pid: number): number {
  const own = Number(/VmRSS:\s+(\d+)/.exec(getStatus(pid))?.[1] ?? 0) * KIBIBYTE;
  return getChildren(pid).reduce((sum, child) => sum + residentMb(child), own / MEBIBYTE);
}

const POLL_MS = 5;

/** Watches the resident memory of a process and its children; stop() returns the peak in megabytes. */
export function watchResidentMb(pid: number): { stop(): number } {
  let peak = 0;
  const look = () => {
    peak = Math.max(peak, residentMb(pid));
  };
  const timer = setInterval(look, POLL_MS);
  return {
    stop() {
      clearInterval(timer);
      look();
      return peak;
    },
  };
}

function getStatus(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, "latin1");
  } catch {
    // It has ended between being listed and being read.
    return "";
  }
}

function getChildren(pid: number): number[] {
  try {
    // A child belongs to the thread that started it.
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, "latin1").split(" ").filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}
