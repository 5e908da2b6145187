/*
 * Every child process leads a process group of its own, so that Ctrl-C in a terminal reaches the parent alone, and so
 * that whatever a child started can be ended together with it.
 */

/** Options for fork() and spawn(); there are no process groups on Windows. */
export const ownProcessGroup = { detached: process.platform !== "win32" };

/** Kills the group that `leader` leads, whether or not the leader is still there. */
export function killProcessGroup(leader: number | undefined): void {
  if (leader === undefined || process.platform === "win32") return;
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // Nobody is left in it.
  }
}

/** Ends this process, which leads a group, and everything it started. */
export function endWithGroup(): never {
  killProcessGroup(process.pid);
  process.exit();
}
