import type { ChosenFile } from "./read-dropped-files.ts";

export type ImportOffers = ReturnType<typeof createImportOffers>;

/** Files of an export that wait until their owner has said how they are to come in. */
export function createImportOffers() {
  const listeners = new Set<() => void>();
  let offered: readonly ChosenFile[] | undefined;

  function set(files: readonly ChosenFile[] | undefined): void {
    offered = files;
    for (const listener of listeners) listener();
  }

  return {
    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    /** Undefined where nothing is offered. */
    snapshot: (): readonly ChosenFile[] | undefined => offered,
    /** Adds to what is offered already: all parts of an export are read together. */
    add: (files: readonly ChosenFile[]) => set([...(offered ?? []), ...files]),
    clear: () => set(undefined),
  };
}
