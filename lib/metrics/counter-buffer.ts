import type { Database } from "#lib/database/database.ts";
import { addCounts, addTotals, type Totals } from "./counter-repository.ts";
import { addUp, type Counts } from "./counters.ts";

/** Gathers counts, so that a batch of work costs one write instead of one for each picture. */
export interface CounterBuffer {
  count(counts: Counts): void;
  countTotals(changes: Partial<Totals>): void;
  /** Writes what was gathered since the last time. */
  flush(): Promise<void>;
}

/** `add` writes counts, which may be later; totals are always written by flush(). */
export function createCounterBuffer(
  database: Database,
  add = (counts: Counts) => addCounts(database, counts),
): CounterBuffer {
  let counts: Counts[] = [];
  let totals: Totals = { users: 0, images: 0, bytes: 0 };
  return {
    count: (more) => {
      counts.push(more);
    },
    countTotals: ({ users = 0, images = 0, bytes = 0 }) => {
      totals = { users: totals.users + users, images: totals.images + images, bytes: totals.bytes + bytes };
    },
    async flush() {
      const [gathered, changes] = [addUp(counts), totals];
      counts = [];
      totals = { users: 0, images: 0, bytes: 0 };
      const hasChanges = Object.values(changes).some((change) => change !== 0);
      await Promise.all([add(gathered), hasChanges ? addTotals(database, changes) : undefined]);
    },
  };
}
