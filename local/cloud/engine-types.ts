import type { Readable } from "node:stream";

/* What is used of the inside of dynalite, which has no types of its own, and of the LevelDB below it. */

type Callback<T = void> = (error: Error | null, value?: T) => void;

export interface StoredTable {
  TableName: string;
  TableStatus?: string;
  AttributeDefinitions: { AttributeName: string; AttributeType: string }[];
  GlobalSecondaryIndexes?: { IndexName: string; KeySchema: { AttributeName: string }[] }[];
}

export interface LevelIterator {
  next(): Promise<unknown>;
  close(): Promise<void>;
  /** What the engine calls when it has read enough. */
  return?(): Promise<void>;
}

/** The engine's LevelDB. https://github.com/Level/classic-level */
export interface LevelDatabase {
  keys(options?: object): LevelIterator;
  values(options?: object): LevelIterator;
  get(key: string, done: Callback<unknown>): void;
  /** These three end with a callback. */
  put(...args: unknown[]): void;
  del(...args: unknown[]): void;
  batch(...args: unknown[]): void;
  attachResource(resource: object): void;
  detachResource(resource: object): void;
  compactRange(start: string, end: string): Promise<void>;
  /** Resolves when the database is open. @throws Error whose cause says why it cannot be opened */
  open(options?: object): Promise<void>;
  close(): Promise<void>;
}

/** What the engine keeps its tables in. */
export interface EngineStore {
  db: LevelDatabase;
  tableDb: {
    get(key: string, done: Callback<StoredTable>): void;
    put(key: string, table: StoredTable, done: Callback): void;
    del(key: string, done: Callback): void;
  };
  getItemDb(table: string): ItemStore;
  deleteIndexDb(type: "global" | "local", table: string, index: string, done: Callback): void;
}

/** The items of one table by their keys. */
export interface ItemStore {
  put(key: string, item: unknown, done: Callback): void;
  del(key: string, done: Callback): void;
  createValueStream(options: object): Readable;
}

/** The module of the engine that reads and writes its store. */
export interface EngineInternals {
  create(options: object): EngineStore;
  updateIndexes(store: EngineStore, table: StoredTable, before: unknown, item: unknown, done: Callback): void;
  /** Which entries of indexes go and come when an item takes the place of one before; either may be missing. */
  getIndexActions(
    indexes: object[],
    before: unknown,
    item: unknown,
    table: StoredTable,
  ): { deletes: { index: string; key: string }[]; puts: { index: string; key: string; item: unknown }[] };
}
