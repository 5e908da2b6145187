import type { Change, ItemReference } from "#lib/library/change.ts";
import type { ChangeSource } from "#lib/library/change-source.ts";
import type { WalkDigest } from "#lib/library/digest.ts";

/*
 * The table of one user as the change feed sees it, in memory: writers whose clocks are off, writes that stall between
 * being stamped and being stored, an index whose entries come late and in any order, reads that break off.
 */

export interface FakeWrite {
  kind: Change["kind"];
  id: string;
  /** undefined leaves a tombstone. */
  listed: unknown;
  /** The writer's clock is ahead by so much. */
  skewMs: number;
  /** From the stamp to the write. */
  stallMs: number;
  /** From the write until the index shows it. */
  delayMs: number;
}

interface Entry {
  change: Change;
  visibleAtMs: number;
}

export interface FakeChangeTable {
  source: ChangeSource;
  /** True time. */
  nowMs: number;
  /** Stores a write whose stall ends now. @returns the revision */
  write(write: FakeWrite): number;
  /** Items as they are in the table, tombstones included. */
  items: Map<string, Change>;
  epoch: string;
  /** The read with this number from now fails; 0 for none. */
  failAfterReads: number;
  /** What the integrity walk last found. */
  walk?: WalkDigest | undefined;
  /** Reads of the whole table that were begun. */
  rebuilds: number;
}

export class ReadBrokeOffError extends Error {
  override readonly name = "ReadBrokeOffError";
}

const PAGE = 7;

export function createFakeChangeTable(startMs: number): FakeChangeTable {
  const items = new Map<string, Change>();
  // What the index may still show of each item: every write until a later one is visible.
  const entries = new Map<string, Entry[]>();
  const toKey = ({ kind, id }: ItemReference) => `${kind} ${id}`;
  const checkRead = () => {
    if (table.failAfterReads > 0 && --table.failAfterReads === 0) throw new ReadBrokeOffError("The read broke off");
  };
  const toPosition = ({ changedAtMs, kind, id }: Change) => `${String(changedAtMs).padStart(16, "0")}#${kind}#${id}`;
  const visible = (all: Entry[]): Change | undefined =>
    all.filter(({ visibleAtMs }) => visibleAtMs <= table.nowMs).at(-1)?.change;
  const table: FakeChangeTable = {
    nowMs: startMs,
    items,
    epoch: "1",
    failAfterReads: 0,
    rebuilds: 0,
    write({ kind, id, listed, skewMs, stallMs, delayMs }) {
      const before = items.get(toKey({ kind, id }));
      const stampedMs = table.nowMs - stallMs + skewMs;
      const change: Change = {
        kind,
        id,
        revision: (before?.revision ?? 0) + 1,
        changedAtMs: Math.max(stampedMs, before?.changedAtMs ?? 0),
        ...(listed === undefined ? {} : { listed }),
      };
      items.set(toKey(change), change);
      const all = entries.get(toKey(change)) ?? [];
      all.push({ change, visibleAtMs: Math.max(table.nowMs + delayMs, all.at(-1)?.visibleAtMs ?? 0) });
      entries.set(toKey(change), all);
      return change.revision;
    },
    source: {
      async readEpoch() {
        checkRead();
        return table.epoch;
      },
      async readWalkDigest() {
        checkRead();
        return table.walk;
      },
      async readChanges(_userId, sinceMs, cursor) {
        checkRead();
        const since = [...entries.values()]
          .flatMap((all) => visible(all) ?? [])
          .filter((change) => change.changedAtMs >= sinceMs && (cursor === undefined || toPosition(change) > cursor))
          .sort((one, other) => (toPosition(one) < toPosition(other) ? -1 : 1));
        const changes = since.slice(0, PAGE);
        const last = changes.at(-1);
        return { changes, nextCursor: since.length > PAGE && last ? toPosition(last) : undefined };
      },
      async readItems(_userId, references) {
        checkRead();
        return references.flatMap((reference) => items.get(toKey(reference)) ?? []);
      },
      async readAll(_userId, cursor) {
        checkRead();
        if (cursor === undefined) table.rebuilds += 1;
        // Cursors are positions by key, as in the table: what is new meanwhile moves nothing.
        const sorted = [...items.entries()].sort(([one], [other]) => (one > other ? -1 : 1));
        const rest = sorted.filter(([key]) => cursor === undefined || key < cursor).slice(0, PAGE + 1);
        return {
          changes: rest.slice(0, PAGE).map(([, change]) => change),
          nextCursor: rest.length > PAGE ? rest[PAGE - 1]?.[0] : undefined,
        };
      },
    },
  };
  return table;
}
