import { addUp, type Counts } from "./counters.ts";

/** Counts of several batches, which are written together some time after the first of them. */
export interface GatheredCounts {
  add(counts: Counts): Promise<void>;
  /** Writes what there is. Resolves when nothing is being written any more. */
  flush(): Promise<void>;
}

/**
 * For a process that goes on after a batch: a write of counters changes an item for each span of time, which for two
 * small photos takes as long as their own items. Nothing is woken while nothing is counted, and a process that dies
 * loses the figures of `afterMs` milliseconds.
 */
export function gatherCounts(options: {
  write: (counts: Counts) => Promise<void>;
  afterMs: number;
  onError: (error: unknown) => void;
}): GatheredCounts {
  let gathered: Counts[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const counts = addUp(gathered);
    gathered = [];
    writing = writing.then(() => options.write(counts)).catch(options.onError);
    return writing;
  };
  return {
    add: async (counts) => {
      if (Object.keys(counts).length === 0) return;
      gathered.push(counts);
      timer ??= setTimeout(flush, options.afterMs);
    },
    flush: () => (gathered.length > 0 ? flush() : writing),
  };
}
