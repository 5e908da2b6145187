import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { childProcessIds } from "./child-processes.ts";

/** The ids of a process and of everything below it (Linux). */
export function processTree(pid: number): number[] {
  return [pid, ...childProcessIds(pid).flatMap(processTree)];
}

/** Whether a process runs. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The command line of a process, empty when it has ended. */
export function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}

/** The addresses on which processes listen, in the kernel's notation: 0100007F is 127.0.0.1, zeros are all. */
export function listeningAddresses(pids: number[]): string[] {
  const LISTENING = "0A";
  const sockets = new Set(pids.flatMap(openSockets));
  return ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) =>
    readFileSync(table, "latin1")
      .split("\n")
      .slice(1)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === LISTENING && sockets.has(fields[9] ?? ""))
      .map((fields) => fields[1]?.split(":")[0] ?? ""),
  );
}

function openSockets(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap((name) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`${folder}/${name}`))?.[1] ?? [];
    } catch {
      return [];
    }
  });
}
