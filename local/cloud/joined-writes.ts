import type { EngineInternals, EngineStore, ItemStore, StoredTable } from "./engine-types.ts";

/** One of LevelDB's writes. */
type Write = { type: "put"; key: string; value: unknown } | { type: "del"; key: string };
type UpdateIndexes = EngineInternals["updateIndexes"];

/** What is to be written with the next item of a store. */
const indexWrites = new WeakMap<EngineStore, Write[]>();
/** The engine's own function, of engines that write together. */
const originals = new WeakMap<EngineInternals, UpdateIndexes>();

/**
 * Has a store write an item and its entries in the indexes as one. The engine deletes entries, then puts entries, each
 * by a write of its own, and then the item (dynalite 4.0.0): a process killed in between left entries of an item that
 * never was, which no later write of that item finds, or an item that an index does not name.
 * Returns the engine's own function, which writes entries by themselves.
 */
export function joinWrites(internals: EngineInternals, store: EngineStore): UpdateIndexes {
  const write = (itemWrite: Write, done: (error: Error | null) => void) => {
    const entries = indexWrites.get(store) ?? [];
    indexWrites.set(store, []);
    store.db.batch([...entries, itemWrite], done);
  };
  indexWrites.set(store, []);
  const joined = new WeakSet<ItemStore>();
  const { getItemDb } = store;
  store.getItemDb = (table) => {
    const items = getItemDb(table);
    if (joined.has(items)) return items;
    joined.add(items);
    const prefix = `item-${table}~`;
    items.put = (key, value, done) => write({ type: "put", key: prefix + key, value }, done);
    items.del = (key, done) => write({ type: "del", key: prefix + key }, done);
    return items;
  };
  return joinIndexes(internals);
}

/** What `done` does first is to write the item, so that the entries wait for that and for nothing else. */
function joinIndexes(internals: EngineInternals): UpdateIndexes {
  const known = originals.get(internals);
  if (known) return known;
  const { updateIndexes } = internals;
  originals.set(internals, updateIndexes);
  internals.updateIndexes = (store, table, before, item, done) => {
    if (!indexWrites.has(store)) return updateIndexes(store, table, before, item, done);
    indexWrites.set(store, toIndexWrites(internals, table, before, item));
    done(null);
    if (indexWrites.get(store)?.length) throw new Error("Expected the engine to write the item at once but it did not");
  };
  return updateIndexes;
}

function toIndexWrites(internals: EngineInternals, table: StoredTable, before: unknown, item: unknown): Write[] {
  const { deletes, puts } = internals.getIndexActions(table.GlobalSecondaryIndexes ?? [], before, item, table);
  const toKey = ({ index, key }: { index: string; key: string }) => `index-global~${table.TableName}~${index}~${key}`;
  return [
    ...deletes.map((entry) => ({ type: "del" as const, key: toKey(entry) })),
    ...puts.map((entry) => ({ type: "put" as const, key: toKey(entry), value: entry.item })),
  ];
}
