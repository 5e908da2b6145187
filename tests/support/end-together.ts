import { spawn } from "node:child_process";

/** In tenths of a second: how long a system may take that is asked to end. */
const GRACE_TENTHS = 100;

/** A line says that the group has ended; without one this process has. */
const script = `
read -r _ && exit
kill -s TERM -- "$1"
i=0
while kill -s 0 -- "$1" && [ $i -lt ${GRACE_TENTHS} ]; do sleep 0.1; i=$((i + 1)); done
kill -s KILL -- "-$1"
`;

/**
 * Once this process has ended, in whatever way, asks the leader of a process group to end and then kills what is left of
 * the group. Returns what calls that off. A shell does it, which nobody means who ends this process.
 */
export function endTogether(leader: number): () => void {
  const shell = spawn("sh", ["-c", script, "sh", String(leader)], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  // Without a shell nothing is watched.
  shell.on("error", () => {});
  shell.stdin.on("error", () => {});
  shell.unref();
  return () => void shell.stdin.end("ended\n");
}
