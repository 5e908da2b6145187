import { vi } from "vitest";

/** What Skylight keeps in a browser over a reload, in memory, and the locks by which its tabs know of each other. */
export function stubBrowserStorage(): {
  /** As when the browser closes every tab. */
  closeTabs(): void;
  /** Returns what says how many records each answer has had since. */
  watchAnswers(): () => number[];
} {
  const held = new Map<string, Promise<unknown>>();
  const locks = {
    async request(name: string, act: () => Promise<unknown>): Promise<unknown> {
      while (held.has(name)) await held.get(name);
      const running = act();
      held.set(name, running);
      try {
        return await running;
      } finally {
        if (held.get(name) === running) held.delete(name);
      }
    },
    query: async () => ({ held: [...held.keys()].map((name) => ({ name })) }),
  };
  let answers: number[] = [];
  vi.stubGlobal(
    "indexedDB",
    createFakeIndexedDb((records) => answers.push(records)),
  );
  vi.stubGlobal("IDBKeyRange", { lowerBound: (lower: string) => ({ lower }) });
  vi.stubGlobal("navigator", { locks });
  return {
    closeTabs: () => held.clear(),
    watchAnswers() {
      answers = [];
      return () => answers;
    },
  };
}

/** As much of IndexedDB as Skylight's own code calls, in memory: one store per database, records by their `id`. */
function createFakeIndexedDb(onAnswer: (records: number) => void): { open(name: string): unknown } {
  const stores = new Map<string, Map<string, { id: string }>>();
  return {
    open(name) {
      const records = stores.get(name) ?? new Map<string, { id: string }>();
      stores.set(name, records);
      const database = { createObjectStore() {}, close() {}, transaction: () => createTransaction(records, onAnswer) };
      return settle({ result: database, onsuccess: undefined });
    },
  };
}

function createTransaction(records: Map<string, { id: string }>, onAnswer: (records: number) => void) {
  const transaction = { objectStore: () => store, oncomplete: undefined as (() => void) | undefined };
  /** Requests that have not been answered; the transaction ends after the last. */
  let open = 1;
  function end(): void {
    open -= 1;
    if (open === 0) transaction.oncomplete?.();
  }
  function answer(result: unknown) {
    open += 1;
    if (Array.isArray(result)) onAnswer(result.length);
    return settle({ result, onsuccess: undefined }, end);
  }
  const store = {
    put: (record: { id: string }) => answer(records.set(record.id, record)),
    get: (id: string) => answer(records.get(id)),
    delete: (id: string) => answer(records.delete(id)),
    clear: () => answer(records.clear()),
    getAll: (from?: { lower: string }, count = Number.POSITIVE_INFINITY) =>
      answer(
        [...records.values()]
          .filter(({ id }) => from === undefined || id > from.lower)
          .toSorted((one, other) => (one.id < other.id ? -1 : 1))
          .slice(0, count),
      ),
  };
  setTimeout(end);
  return transaction;
}

function settle<Request extends { onsuccess: (() => void) | undefined }>(request: Request, then = () => {}): Request {
  setTimeout(() => {
    request.onsuccess?.();
    then();
  });
  return request;
}
