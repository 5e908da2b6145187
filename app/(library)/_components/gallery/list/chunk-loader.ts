import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import type { TimelineChunk } from "#lib/library/timeline-api.ts";
import { BLOCK_SIZE } from "../layout/timeline-months.ts";
import type { GalleryStore } from "./gallery-store.ts";

/** Blocks of one request, as far as they follow each other. */
const MAX_BLOCKS_PER_REQUEST = 5;
const MAX_REQUESTS = 2;

export interface LoadProblem {
  message: string;
  /** How often loading has failed in a row. */
  failures: number;
}

export interface ChunkLoader {
  /** Loads those of these blocks ("2024-05 3") that are not there yet; blocks wanted earlier are dropped. */
  want(keys: readonly string[]): void;
  /** Loads the images around one of the list. Resolves to whether it was found. */
  seek(id: string): Promise<boolean>;
  /** Why loading failed, until it succeeds; another object with each failure. */
  problem(): LoadProblem | undefined;
  subscribe(listener: () => void): () => void;
  retry(): void;
}

/** Loads what is looked at, nearest first, in few requests. `filters` are those of the list. */
export function createChunkLoader(gallery: GalleryStore, filters: string): ChunkLoader {
  const listeners = new Set<() => void>();
  /** Blocks already requested. One that an answer left unfilled is not requested again until new counts arrive. */
  const asked = new Set<string>();
  const loading = new Set<string>();
  let askedRevision = 0;
  let wanted: readonly string[] = [];
  let requests = 0;
  let problem: LoadProblem | undefined;
  /** Since the last failure, until a retry. */
  let isPaused = false;

  function setProblem(next: LoadProblem | undefined): void {
    if (problem === next) return;
    problem = next;
    for (const listener of listeners) listener();
  }

  /** Images before each block that has to be loaded, by key. */
  function findMissing(): Map<string, { start: number; size: number }> {
    const missing = new Map<string, { start: number; size: number }>();
    const keys = new Set(wanted);
    const { months, revision } = gallery.snapshot();
    if (revision !== askedRevision) asked.clear();
    askedRevision = revision;
    let start = 0;
    for (const { month, count, blocks } of months) {
      blocks.forEach(({ ids, isStale }, index) => {
        const key = `${month} ${index}`;
        if (!keys.has(key) || asked.has(key) || loading.has(key) || (ids && !isStale)) return;
        // What this tab has hidden may have left fewer images than blocks; counts will tell.
        const size = Math.min(BLOCK_SIZE, count - index * BLOCK_SIZE);
        if (size > 0) missing.set(key, { start: start + index * BLOCK_SIZE, size });
      });
      start += count;
    }
    return missing;
  }

  function schedule(): void {
    while (requests < MAX_REQUESTS && !isPaused) {
      const missing = findMissing();
      const first = wanted.find((key) => missing.has(key));
      if (first === undefined) return;
      void load(takeRun(missing, first));
    }
  }

  async function load({ keys, start, limit }: { keys: string[]; start: number; limit: number }): Promise<void> {
    requests += 1;
    for (const key of keys) loading.add(key);
    const { revision } = gallery.snapshot();
    try {
      const query = new URLSearchParams(filters);
      query.set("start", String(start));
      query.set("limit", String(limit));
      const chunk = await callApi<TimelineChunk>(`/api/timeline/chunk?${query}`);
      // The list changed in the meantime: show what came, then request it again.
      const isOld = gallery.snapshot().revision !== revision;
      for (const key of keys) {
        loading.delete(key);
        if (!isOld) asked.add(key);
      }
      if (!isPaused) setProblem(undefined);
      gallery.fill(chunk, isOld);
      if (!isOld && !areThere(keys)) gallery.doubtCounts();
    } catch (error) {
      for (const key of keys) loading.delete(key);
      // Requests that fail together are one failure.
      const failures = (problem?.failures ?? 0) + (isPaused ? 0 : 1);
      isPaused = true;
      setProblem({ message: toErrorMessage(error), failures });
    }
    requests -= 1;
    schedule();
  }

  function areThere(keys: readonly string[]): boolean {
    const { months } = gallery.snapshot();
    return months.every(({ month, blocks }) =>
      blocks.every(({ ids, isStale }, index) => (ids && !isStale) || !keys.includes(`${month} ${index}`)),
    );
  }

  return {
    want(keys) {
      wanted = keys;
      // Blocks unloaded in the meantime have to be requested again.
      for (const key of asked) if (!keys.includes(key)) asked.delete(key);
      schedule();
    },
    async seek(id) {
      const query = new URLSearchParams(filters);
      query.set("around", id);
      // The whole block that it is in, wherever in it it is.
      query.set("limit", String(2 * BLOCK_SIZE));
      const { revision } = gallery.snapshot();
      const chunk = await callApi<TimelineChunk>(`/api/timeline/chunk?${query}`).catch(() => undefined);
      if (chunk) gallery.fill(chunk, gallery.snapshot().revision !== revision);
      return gallery.isListed(id);
    },
    problem: () => problem,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    retry() {
      isPaused = false;
      schedule();
      if (requests === 0) setProblem(undefined);
    },
  };
}

/** From a block on those that are missing behind it, without a hole. */
function takeRun(
  missing: ReadonlyMap<string, { start: number; size: number }>,
  first: string,
): { keys: string[]; start: number; limit: number } {
  const blocks = [...missing];
  const from = blocks.findIndex(([key]) => key === first);
  const start = blocks[from]?.[1].start ?? 0;
  const keys: string[] = [];
  let end = start;
  for (const [key, block] of blocks.slice(from)) {
    if (block.start !== end || end + block.size - start > MAX_BLOCKS_PER_REQUEST * BLOCK_SIZE) break;
    keys.push(key);
    end += block.size;
  }
  return { keys, start, limit: end - start };
}
