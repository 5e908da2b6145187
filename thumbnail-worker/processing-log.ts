import type { Database } from "#lib/database/database.ts";
import type { ProcessingEvent } from "#lib/images/processing-event.ts";
import { appendProcessingEvent } from "#lib/images/processing-event-repository.ts";

/** Writes one attempt's entries of an image's processing record. */
export interface ProcessingLog {
  /** Begins to append an entry, in the order of the calls; the work goes on meanwhile. */
  note(event: Omit<ProcessingEvent, "at" | "attempt" | "traceId">): void;
  /** Waits until every entry stands. @throws the first error that any of them met */
  written(): Promise<void>;
}

export function createProcessingLog(
  database: Database,
  image: { id: string; traceId: string },
  attempt: number,
): ProcessingLog {
  const writes: Promise<void>[] = [];
  let lastAt = 0;
  return {
    note(event) {
      // Entries are ordered by their time, so no two of one attempt may share a millisecond.
      lastAt = Math.max(Date.now(), lastAt + 1);
      const at = new Date(lastAt).toISOString();
      const write = appendProcessingEvent(database, image.id, { ...event, at, attempt, traceId: image.traceId });
      // written() reports the error; until it is asked, the error must not count as unhandled.
      write.catch(() => {});
      writes.push(write);
    },
    async written() {
      await Promise.all(writes.splice(0));
    },
  };
}
