import pMap from "p-map";
import type { ImportEntry } from "./entry.ts";
import { readJsonFile } from "./google-folders.ts";
import { toGroup } from "./plan-import.ts";
import { sniffEntry } from "./plan-photo.ts";
import { readXmpSidecar } from "./xmp-sidecars.ts";

/** Files that are open at the same time. */
const CONCURRENCY = 16;

/**
 * Reads sidecars, and the first bytes of photos, so that plans of them are made without reading. `onRead` hears after
 * each how many have been read. @throws AbortError when the signal fires
 */
export async function readAhead(
  entries: readonly ImportEntry[],
  { signal, onRead }: { signal: AbortSignal; onRead: (done: number) => void },
): Promise<void> {
  let done = 0;
  const readEntry = async (entry: ImportEntry) => {
    // What cannot be read is said by the plan.
    await findReader(entry)?.(entry).catch(() => undefined);
    done += 1;
    onRead(done);
  };
  await pMap(entries, readEntry, { concurrency: CONCURRENCY, signal });
}

function findReader(entry: ImportEntry): ((entry: ImportEntry) => Promise<unknown>) | undefined {
  const group = toGroup(entry);
  if (group === "json") return readJsonFile;
  if (group === "xmp") return readXmpSidecar;
  return group === "other" ? sniffEntry : undefined;
}
