import { readFileSync } from "node:fs";

/** The ids of the processes that this one has started and that still run (Linux). */
export function childProcessIds(pid: number = process.pid): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "latin1").split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** Resident memory of a process, bytes; 0 when it has ended. */
export function residentBytes(pid: number): number {
  const KIBIBYTE = 1024;
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1] ?? 0) * KIBIBYTE;
  } catch {
    return 0;
  }
}
