import { readFileSync } from "node:fs";
import { commandLine, processTree } from "#tests/support/process-tree.ts";
import { cpuMs, ownCpuMs } from "./process-usage.ts";

/* What the processes of a running system use, each by what it is. */

const KIBIBYTES_PER_MEBIBYTE = 1024;
const POLL_MS = 250;

/** Memory of a process and everything below it, megabytes; pages that several of them share count once (PSS). */
export function treePssMb(pid: number): number {
  return processTree(pid).reduce((sum, process) => sum + readPssMb(process), 0);
}

function readPssMb(pid: number): number {
  try {
    const [, kibibytes = 0] = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "latin1")) ?? [];
    return Number(kibibytes) / KIBIBYTES_PER_MEBIBYTE;
  } catch {
    // It has ended between being listed and being read.
    return 0;
  }
}

export interface TreeUsage {
  /** CPU of all processes, those included that ended meanwhile, milliseconds. */
  cpuMs: number;
  /** What of it each kind of process took. */
  byRole: Record<string, number>;
  /** Most memory of all processes together (PSS), megabytes. */
  peakPssMb: number;
}

/** Watches a process and everything below it; stop() returns what they used meanwhile. */
export function watchTree(pid: number): { stop(): TreeUsage } {
  const before = cpuMs(pid);
  const own = new Map<number, { role: string; from: number; to: number }>();
  let peakPssMb = 0;
  const look = (isFirst = false) => {
    for (const process of processTree(pid)) {
      const now = ownCpuMs(process);
      const seen = own.get(process);
      if (seen) seen.to = Math.max(seen.to, now);
      else own.set(process, { role: toRole(process, pid), from: isFirst ? now : 0, to: now });
    }
    peakPssMb = Math.max(peakPssMb, treePssMb(pid));
  };
  look(true);
  const timer = setInterval(look, POLL_MS);
  return {
    stop: () => {
      clearInterval(timer);
      look();
      const byRole: Record<string, number> = {};
      for (const { role, from, to } of own.values()) byRole[role] = (byRole[role] ?? 0) + to - from;
      return { cpuMs: cpuMs(pid) - before, byRole, peakPssMb };
    },
  };
}

/** "cloud" (with the jobs), "web", "worker" or "renderer". */
function toRole(pid: number, parent: number): string {
  if (pid === parent) return "cloud";
  const command = commandLine(pid);
  if (command.includes("render-process")) return "renderer";
  return command.includes("worker-process") ? "worker" : "web";
}
