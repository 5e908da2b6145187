import { execFileSync } from "node:child_process";
import { open, rm } from "node:fs/promises";
import { join } from "node:path";
import { freeBytes } from "#lib/storage/free-space.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const CHUNK = Buffer.alloc(64 * 1024, 1);

export interface SmallDisk extends AsyncDisposable {
  path: string;
  /** Fills it by a file that is not Skylight's until only so many bytes are free; 0 for none at all. */
  fill(leavingBytes: number): Promise<void>;
  /** Removes that file. */
  clear(): Promise<void>;
}

/** A disk of its own in memory, or undefined where this user may mount none. */
export async function mountSmallDisk(megabytes: number): Promise<SmallDisk | undefined> {
  const folder = await temporaryDirectory();
  const mount = ["mount", "-t", "tmpfs", "-o", `size=${megabytes}m,mode=777`, "tmpfs", folder.path];
  const prefix = [[], ["sudo", "-n"]].find((prefix) => tryRun([...prefix, ...mount]));
  if (!prefix) {
    await folder[Symbol.asyncDispose]();
    return undefined;
  }
  const ballast = join(folder.path, "ballast");
  return {
    path: folder.path,
    fill: async (leavingBytes) => {
      const file = await open(ballast, "a");
      try {
        for (;;) {
          const room = (await freeBytes(folder.path)) - leavingBytes;
          if (room <= 0) return;
          await file.write(CHUNK.subarray(0, Math.min(CHUNK.length, room)));
        }
      } finally {
        await file.close();
      }
    },
    clear: () => rm(ballast, { force: true }),
    [Symbol.asyncDispose]: async () => {
      tryRun([...prefix, "umount", "-l", folder.path]);
      await folder[Symbol.asyncDispose]();
    },
  };
}

function tryRun([command = "", ...args]: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
