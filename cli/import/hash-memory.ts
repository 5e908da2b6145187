import { createHash } from "node:crypto";
import { appendFile, mkdir, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { ImportEntry } from "#lib/imports/entry.ts";
import { toDisplayPath } from "./find-entries.ts";

/** Remembers the hashes of files from run to run, so that an import that goes on does not read everything again. */
export interface HashMemory {
  /** SHA-256 of the file, hex; read only when path, size, time of change or checksum in a zip are new. */
  getHash(photo: ImportEntry): Promise<string>;
  forget(photo: ImportEntry): void;
}

interface Entry {
  key: string;
  sha256: string;
}

/**
 * One file per user of this machine, outside the photo folders. https://specifications.freedesktop.org/basedir-spec/
 */
export function defaultMemoryPath(environment: NodeJS.ProcessEnv): string {
  return join(environment.XDG_STATE_HOME || join(homedir(), ".local/state"), "skylight", "import-hashes.jsonl");
}

/** Opens the memory kept in `path`. Works without it when it cannot be read or written. */
export async function openHashMemory(path: string): Promise<HashMemory> {
  const known = new Map<string, string>();
  for (const line of (await readFile(path, "utf8").catch(() => "")).split("\n")) {
    const entry = parseEntry(line);
    if (entry) known.set(entry.key, entry.sha256);
  }
  await mkdir(dirname(path), { recursive: true }).catch(() => {});
  return {
    getHash: async (photo) => {
      const key = toKey(photo);
      const remembered = known.get(key);
      if (remembered !== undefined) return remembered;
      const sha256 = await hashContent(photo);
      known.set(key, sha256);
      await appendFile(path, `${JSON.stringify({ key, sha256 } satisfies Entry)}\n`, { mode: 0o600 }).catch(() => {});
      return sha256;
    },
    forget: (photo) => known.delete(toKey(photo)),
  };
}

function toKey(photo: ImportEntry): string {
  const { bytes, modifiedMs, checksum } = photo;
  // Many tools give all files in a zip the same time.
  return [resolve(toDisplayPath(photo)), bytes, modifiedMs, ...(checksum === undefined ? [] : [checksum])].join(":");
}

/** Undefined for a line whose writing was cut short. */
function parseEntry(line: string): Entry | undefined {
  try {
    const entry = JSON.parse(line);
    return typeof entry.key === "string" && /^[0-9a-f]{64}$/.test(entry.sha256) ? entry : undefined;
  } catch {
    return undefined;
  }
}

async function hashContent(photo: ImportEntry): Promise<string> {
  const hash = createHash("sha256");
  const content = await photo.open();
  for await (const chunk of content instanceof Blob ? content.stream() : content) hash.update(chunk);
  return hash.digest("hex");
}
