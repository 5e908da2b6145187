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
  return readMemory(pid, "VmRSS");
}

/** The part of the resident memory that is no pages of files. */
export function anonymousBytes(pid: number): number {
  return readMemory(pid, "RssAnon");
}

function readMemory(pid: number, name: "VmRSS" | "RssAnon"): number {
  const KIBIBYTE = 1024;
  try {
    const [, kibibytes = 0] =
      new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, "latin1")) ?? [];
    return Number(kibibytes) * KIBIBYTE;
  } catch {
    return 0;
  }
}
