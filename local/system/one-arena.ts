import { smallHeapOptions } from "./node-options.ts";

/**
 * Has this process allocate from one arena, and keep its heap small. glibc gives each thread an arena of its own and
 * hardly returns any of it, so that those of the threads on which the database reads and writes grow while nothing
 * happens (decision 049). Both settings are read only when a process begins: it begins anew, under the same id, where
 * that is possible.
 */
export function allocateFromOneArena(): void {
  if (process.platform !== "linux" || typeof process.execve !== "function") return;
  if (process.env.MALLOC_ARENA_MAX === undefined) {
    const command = [process.execPath, ...smallHeapOptions, ...process.execArgv, ...process.argv.slice(1)];
    process.execve(process.execPath, command, { ...process.env, MALLOC_ARENA_MAX: "1" });
  }
  // For this process alone: threads that render would wait for each other.
  delete process.env.MALLOC_ARENA_MAX;
}
