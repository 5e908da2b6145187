import type { ChosenFile } from "./read-dropped-files.ts";

/**
 * waiting → preparing (hashing, asking for a URL) → sending → processing → done | unusable; or duplicate, failed,
 * cancelled. unusable: it arrived, and no photo could be made of it; refused: never tried, and trying again would not
 * help; skipped: left out, which is no error.
 */
const phases = [
  "waiting",
  "preparing",
  "sending",
  "processing",
  "done",
  "unusable",
  "duplicate",
  "failed",
  "cancelled",
  "refused",
  "skipped",
] as const;

export type UploadPhase = (typeof phases)[number];

/** Why nothing is sent for the time being. */
export type UploadHold = "connection" | "session";

export interface UploadItem {
  key: string;
  file: Pick<File, "name" | "size" | "type">;
  /** Its bytes; of a file in an archive they are read when its turn comes. */
  content: Blob | (() => Promise<Blob>);
  /** The file's place in a dropped folder, or just its name. */
  path: string;
  /** As what it is announced; the content decides in the end. */
  contentType: string;
  phase: UploadPhase;
  sentBytes: number;
  /** Why it was refused, left out or failed, for people. */
  message?: string | undefined;
  /** What the server answered to a file that failed; 0 where that is not why, or nothing came. */
  status?: number | undefined;
  /** The image it became, or the one that holds the same content. */
  imageId?: string | undefined;
  /** Whether it is what an import has to say, which stays until somebody has read it. */
  isOfImport?: true;
  /** What was chosen, where it was cancelled before it was looked at: trying it again begins there. */
  untried?: ChosenFile | undefined;
}

export interface UploadSnapshot {
  counts: Record<UploadPhase, number>;
  /** Of all phases. */
  total: number;
  /** Of everything that was not refused, left out or cancelled. */
  totalBytes: number;
  sentBytes: number;
  heldBy: UploadHold | undefined;
}

export type UploadStore = ReturnType<typeof createUploadStore>;

/** Views are told at most this often, so that hundreds of progress events cost a handful of renderings. */
const PUBLISH_INTERVAL_MS = 120;
/** Rows of files that have ended, while others have not. */
const MAX_ENDED_ROWS_WHILE_ACTIVE = 12;
const MAX_ENDED_ROWS = 60;

export const activePhases: readonly UploadPhase[] = ["waiting", "preparing", "sending"];
const storedPhases: readonly UploadPhase[] = ["processing", "done", "unusable", "duplicate"];
const wrongPhases: readonly UploadPhase[] = ["failed", "refused", "unusable"];
const unsentPhases: readonly UploadPhase[] = ["refused", "skipped", "cancelled"];

export const isActive = (snapshot: UploadSnapshot): boolean => countPhases(snapshot, activePhases) > 0;
/** How many arrived, now or before. */
export const countStored = (snapshot: UploadSnapshot): number => countPhases(snapshot, storedPhases);
/** How many arrived or are to. */
export const countSendable = (snapshot: UploadSnapshot): number => snapshot.total - countPhases(snapshot, unsentPhases);
/** How many became no photo through an error. */
export const countWrong = (snapshot: UploadSnapshot): number => countPhases(snapshot, wrongPhases);

function countPhases({ counts }: UploadSnapshot, some: readonly UploadPhase[]): number {
  return some.reduce((sum, phase) => sum + counts[phase], 0);
}

/** Every upload of this tab, in the order they were added. A change costs the same however many there are. */
export function createUploadStore() {
  const items = new Map<string, UploadItem>();
  const keysIn = Object.fromEntries(phases.map((phase) => [phase, new Set<string>()])) as Record<
    UploadPhase,
    Set<string>
  >;
  const listeners = new Set<(changed: ReadonlySet<string>) => void>();
  /** Those that ended last, newest last. */
  let ended: string[] = [];
  let changed = new Set<string>();
  let totalBytes = 0;
  let sentBytes = 0;
  let heldBy: UploadHold | undefined;
  let snapshot: UploadSnapshot = emptySnapshot;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // A set's iterator continues with items added later, so none is visited twice.
  let waiting = keysIn.waiting.values();

  function publish(): void {
    if (timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      const told = changed;
      changed = new Set();
      const counts = Object.fromEntries(phases.map((phase) => [phase, keysIn[phase].size])) as UploadSnapshot["counts"];
      snapshot = { counts, total: items.size, totalBytes, sentBytes, heldBy };
      for (const listener of listeners) listener(told);
    }, PUBLISH_INTERVAL_MS);
  }

  function weigh({ phase, file, sentBytes: sent }: UploadItem, sign: 1 | -1): void {
    if (unsentPhases.includes(phase)) return;
    totalBytes += sign * file.size;
    sentBytes += sign * (storedPhases.includes(phase) ? file.size : sent);
  }

  /** Takes an item in, or out where it is undefined. */
  function put(key: string, item: UploadItem | undefined): void {
    const before = items.get(key);
    if (before) weigh(before, -1);
    if (item) weigh(item, 1);
    if (before?.phase !== item?.phase) {
      if (before) keysIn[before.phase].delete(key);
      if (item) keysIn[item.phase].add(key);
      const hasEnded = item && !activePhases.includes(item.phase) && !wrongPhases.includes(item.phase);
      if (hasEnded && !(before && storedPhases.includes(before.phase))) {
        ended.push(key);
        if (ended.length > 2 * MAX_ENDED_ROWS) ended = ended.slice(-MAX_ENDED_ROWS);
      }
    }
    if (item) items.set(key, item);
    else items.delete(key);
    changed.add(key);
    publish();
  }

  function list(some: readonly UploadPhase[], limit: number): UploadItem[] {
    const found: UploadItem[] = [];
    for (const phase of some) {
      for (const key of keysIn[phase]) {
        const item = items.get(key);
        if (found.length >= limit) return found;
        if (item) found.push(item);
      }
    }
    return found;
  }

  return {
    /** `listener` is given the keys of what has changed. */
    subscribe(listener: (changed: ReadonlySet<string>) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    snapshot: (): UploadSnapshot => snapshot,

    find: (key: string): UploadItem | undefined => items.get(key),

    /** At most `limit` items in these phases. */
    list,

    /** At most `limit` items, the most interesting first: in progress, failed, just finished, waiting. */
    listUrgent(limit: number): UploadItem[] {
      const active = list(["sending", "preparing"], limit);
      const isBusy = active.length + keysIn.waiting.size > 0;
      const last = [...new Set(ended.slice(isBusy ? -MAX_ENDED_ROWS_WHILE_ACTIVE : 0).reverse())]
        .flatMap((key) => items.get(key) ?? [])
        .filter(({ phase }) => !activePhases.includes(phase) && !wrongPhases.includes(phase));
      return [...active, ...list(wrongPhases, limit / 2), ...last, ...list(["waiting"], limit)].slice(0, limit);
    },

    /** The next file to be sent; each is given once for every time that it came to wait. */
    takeWaiting(): UploadItem | undefined {
      let next = waiting.next();
      if (next.done) {
        waiting = keysIn.waiting.values();
        next = waiting.next();
      }
      return items.get(next.value ?? "");
    },

    add(added: UploadItem[]): void {
      for (const item of added) put(item.key, item);
    },

    change(key: string, change: Partial<Omit<UploadItem, "key" | "file" | "content">>): void {
      const item = items.get(key);
      if (item) put(key, { ...item, ...change });
    },

    /** Notes that nothing is sent for the time being, or that it is again. */
    hold(by: UploadHold | undefined): void {
      if (heldBy === by) return;
      heldBy = by;
      publish();
    },

    /** Resolves when none of these is under way any more, or all are forgotten. */
    waitFor(keys: readonly string[]): Promise<void> {
      const isUnderWay = (key: string) => activePhases.includes(items.get(key)?.phase ?? "done");
      const left = new Set(keys.filter(isUnderWay));
      return new Promise((resolve) => {
        const check = (some: Iterable<string>) => {
          for (const key of some) if (!isUnderWay(key)) left.delete(key);
          if (left.size > 0) return;
          listeners.delete(check);
          resolve();
        };
        listeners.add(check);
        check([]);
      });
    },

    /** Forgets whatever has come to an end. */
    clearFinished(): void {
      for (const item of items.values()) if (!activePhases.includes(item.phase)) put(item.key, undefined);
      ended = [];
    },
  };
}

/** Before anything was chosen, as on the server. */
export const emptySnapshot: UploadSnapshot = {
  counts: Object.fromEntries(phases.map((phase) => [phase, 0])) as UploadSnapshot["counts"],
  total: 0,
  totalBytes: 0,
  sentBytes: 0,
  heldBy: undefined,
};
