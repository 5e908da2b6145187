/**
 * waiting → preparing (hashing, asking for a URL) → sending → done | duplicate | failed | cancelled;
 * refused: never tried, and trying again would not help; skipped: left out, which is no error.
 */
export type UploadPhase =
  | "waiting"
  | "preparing"
  | "sending"
  | "done"
  | "duplicate"
  | "failed"
  | "cancelled"
  | "refused"
  | "skipped";

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
}

export interface UploadSnapshot {
  items: readonly UploadItem[];
  counts: Record<UploadPhase, number>;
  /** Of everything that was not refused, left out or cancelled. */
  totalBytes: number;
  sentBytes: number;
}

export type UploadStore = ReturnType<typeof createUploadStore>;

/** Views are told at most this often, so that hundreds of progress events cost a handful of renderings. */
const PUBLISH_INTERVAL_MS = 120;

export const activePhases: readonly UploadPhase[] = ["waiting", "preparing", "sending"];

export const isActive = (snapshot: UploadSnapshot): boolean => activePhases.some((phase) => snapshot.counts[phase] > 0);

/** Every upload of this tab, in the order they were added. */
export function createUploadStore() {
  const items = new Map<string, UploadItem>();
  const listeners = new Set<() => void>();
  let snapshot = summarise([]);
  let timer: ReturnType<typeof setTimeout> | undefined;

  function publish(): void {
    if (timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      snapshot = summarise([...items.values()]);
      for (const listener of listeners) listener();
    }, PUBLISH_INTERVAL_MS);
  }

  return {
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    snapshot: (): UploadSnapshot => snapshot,

    find: (key: string): UploadItem | undefined => items.get(key),

    all: (): UploadItem[] => [...items.values()],

    add(added: UploadItem[]): void {
      for (const item of added) items.set(item.key, item);
      publish();
    },

    change(key: string, change: Partial<Omit<UploadItem, "key" | "file" | "content">>): void {
      const item = items.get(key);
      if (!item) return;
      items.set(key, { ...item, ...change });
      publish();
    },

    /** Resolves when none of these is under way any more, or all are forgotten. */
    waitFor(keys: readonly string[]): Promise<void> {
      return new Promise((resolve) => {
        const isOver = () => !keys.some((key) => activePhases.includes(items.get(key)?.phase ?? "done"));
        const check = () => {
          if (!isOver()) return;
          listeners.delete(check);
          resolve();
        };
        listeners.add(check);
        check();
      });
    },

    /** Forgets whatever has come to an end. */
    clearFinished(): void {
      for (const item of items.values()) if (!activePhases.includes(item.phase)) items.delete(item.key);
      publish();
    },
  };
}

function summarise(items: UploadItem[]): UploadSnapshot {
  const counts: Record<UploadPhase, number> = {
    waiting: 0,
    preparing: 0,
    sending: 0,
    done: 0,
    duplicate: 0,
    failed: 0,
    cancelled: 0,
    refused: 0,
    skipped: 0,
  };
  let totalBytes = 0;
  let sentBytes = 0;
  for (const item of items) {
    counts[item.phase] += 1;
    if (item.phase === "refused" || item.phase === "skipped" || item.phase === "cancelled") continue;
    totalBytes += item.file.size;
    sentBytes += item.phase === "done" || item.phase === "duplicate" ? item.file.size : item.sentBytes;
  }
  return { items, counts, totalBytes, sentBytes };
}

/** Before anything was chosen, as on the server. */
export const emptySnapshot: UploadSnapshot = summarise([]);
