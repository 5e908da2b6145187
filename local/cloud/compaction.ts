import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LevelDatabase } from "./engine-types.ts";

const MEBIBYTE = 1024 ** 2;
/** Below this there is nothing worth the effort. */
const MIN_BYTES = 8 * MEBIBYTE;
/** Compacting rewrites all that is stored, so the files have to have grown by as much. */
const GROWTH = 2;
const CHECK_MS = 60_000;
/** Heartbeats and jobs that find nothing to do stay below it. */
const QUIET_REQUESTS = 300;

/** All keys that the engine makes: table names and what follows, in ASCII. */
const KEY_RANGE = ["\u0000", "\u007f"] as const;

export interface Compaction {
  /** Counts one request of the database, to know whether it is busy. */
  countRequest(): void;
  /** Compacts if that is worth it and nobody is busy. Returns whether it did. */
  compactIfWorthwhile(): Promise<boolean>;
  /** Resolves when nothing is being compacted any more. */
  stop(): Promise<void>;
}

/**
 * Frees from time to time what LevelDB keeps of items that were overwritten or deleted. LevelDB does that by itself
 * only where new writes arrive, which leaves alone what earlier versions left behind. The first time is a minute after
 * the start, so that the start never waits for it.
 */
export function startCompaction(options: {
  db: Pick<LevelDatabase, "compactRange">;
  /** Folder of the LevelDB. */
  directory: string;
  onError: (error: unknown) => void;
}): Compaction {
  const { db, directory } = options;
  let requests = 0;
  let running: Promise<unknown> = Promise.resolve();

  const compactIfWorthwhile = async () => {
    const recent = requests;
    requests = 0;
    if (recent > QUIET_REQUESTS) return false;
    const bytes = await folderBytes(directory);
    if (bytes < Math.max(MIN_BYTES, GROWTH * (await readSizeAfterLast(directory)))) return false;
    await db.compactRange(...KEY_RANGE);
    await writeFile(sizeFile(directory), String(await folderBytes(directory)));
    return true;
  };
  const timer = setInterval(() => {
    running = running.then(compactIfWorthwhile).catch(options.onError);
  }, CHECK_MS);
  timer.unref();

  return {
    countRequest: () => {
      requests++;
    },
    compactIfWorthwhile,
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}

/** Beside the folder, which is LevelDB's alone. */
function sizeFile(directory: string): string {
  return `${directory}-compacted-bytes`;
}

async function readSizeAfterLast(directory: string): Promise<number> {
  const bytes = Number(await readFile(sizeFile(directory), "utf8").catch(() => "0"));
  return Number.isSafeInteger(bytes) ? bytes : 0;
}

/** Bytes of all files in a folder; one that vanishes meanwhile counts as nothing. */
async function folderBytes(path: string): Promise<number> {
  const sizes = await Promise.all(
    (await readdir(path)).map((name) =>
      stat(join(path, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
