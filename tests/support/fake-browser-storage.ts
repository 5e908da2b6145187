import { vi } from "vitest";

/** What Skylight keeps in a browser over a reload, in memory, and the locks by which its tabs know of each other. */
export function stubBrowserStorage(): {
  /** As when the browser closes every tab. */
  closeTabs(): void;
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
  vi.stubGlobal("indexedDB", createFakeIndexedDb());
  vi.stubGlobal("navigator", { locks });
  return { closeTabs: () => held.clear() };
}

/** As much of IndexedDB as Skylight's own code calls, in memory: one store per database, records by their `id`. */
function createFakeIndexedDb(): { open(name: string): unknown } {
  const stores = new Map<string, Map<string, { id: string }>>();
  return {
    open(name) {
      const records = stores.get(name) ?? new Map<string, { id: string }>();
      stores.set(name, records);
      const database = { createObjectStore() {}, close() {}, transaction: () => createTransaction(records) };
      return settle({ result: database, onsuccess: undefined });
    },
  };
}

function createTransaction(records: Map<string, { id: string }>) {
  const transaction = { objectStore: () => store, oncomplete: undefined as (() => void) | undefined };
  /** Requests that have not been answered; the transaction ends after the last. */
  let open = 1;
  function end(): void {
    open -= 1;
    if (open === 0) transaction.oncomplete?.();
  }
  function answer(result: unknown) {
    open += 1;
    return settle({ result, onsuccess: undefined }, end);
  }
  const store = {
    put: (record: { id: string }) => answer(records.set(record.id, record)),
    get: (id: string) => answer(records.get(id)),
    delete: (id: string) => answer(records.delete(id)),
    clear: () => answer(records.clear()),
    getAll: () => answer([...records.values()]),
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
