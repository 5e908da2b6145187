import { EventEmitter } from "node:events";
import type { Server } from "node:http";
import { createRequire } from "node:module";
import dynalite from "dynalite";
import type { EngineInternals, EngineStore, LevelDatabase, StoredTable } from "./engine-types.ts";
import { joinWrites } from "./joined-writes.ts";
import type { WholeRequest } from "./json-service.ts";
import type { LocalResponse } from "./local-request.ts";

/**
 * Bytes that LevelDB fills with what was read and written before it gives any back. With its own limits (8 and twice
 * 4 MiB) a system in which little happens seems to grow for days.
 */
const memoryLimits = { cacheSize: 2 * 1024 * 1024, writeBufferSize: 1024 * 1024 };

export interface DynamoDbEngine {
  /** Answers a request of DynamoDB's protocol. */
  answer(request: WholeRequest): Promise<LocalResponse>;
  store: EngineStore;
  /** Writes an item's entries in the indexes, and not the item. */
  updateIndexes: EngineInternals["updateIndexes"];
  /** Resolves when all that was acknowledged before is on the disk itself, which outlives a loss of power. */
  sync(): Promise<void>;
  /** Iterators over the files that are open right now; each pins all that was stored when it was opened. */
  openIterators(): number;
}

/** Opens the engine on the files in `directory`, which is made unless it is there. */
export function openEngine(directory: string): DynamoDbEngine {
  const internals: EngineInternals = createRequire(import.meta.url)("dynalite/db");
  const { create } = internals;
  let opened: EngineStore | undefined;
  // The engine shows its store to nobody, so it is caught where it is made.
  internals.create = (options) => {
    opened = create(options);
    return opened;
  };
  try {
    const server = dynalite({ path: directory, createTableMs: 0 });
    if (!opened) throw new Error("Expected the engine to make a store but it made none");
    const { db } = opened;
    const open = db.open.bind(db);
    db.open = () => open(memoryLimits);
    const openIterators = closeIterators(db);
    rememberTables(opened.tableDb);
    return {
      answer: (request) => answerBy(server, request),
      store: opened,
      updateIndexes: joinWrites(internals, opened),
      sync: shareRuns(() => writeThrough(db)),
      openIterators,
    };
  } finally {
    internals.create = create;
  }
}

/** A key that the engine knows nothing of; nothing is stored under it. */
const SYNC_KEY = "sync";

/** LevelDB's log is written in order, so that one write that waits for the disk takes all before it along. */
function writeThrough(db: LevelDatabase): Promise<void> {
  // The engine's own del() takes no options.
  return Object.getPrototypeOf(db).del.call(db, SYNC_KEY, { sync: true });
}

/** Runs `act`, never twice at a time; whoever asks meanwhile shares the next run, which begins after they asked. */
function shareRuns(act: () => Promise<void>): () => Promise<void> {
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<void> | undefined;
  return () => {
    next ??= running.then(() => {
      next = undefined;
      const run = act();
      running = run.catch(() => {});
      return run;
    });
    return next;
  };
}

/** The engine wants a signature, which it does not check. */
const ANY_SIGNATURE = {
  authorization: "AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=local",
  "x-amz-date": "19700101T000000Z",
};

/** The engine reads a request of Node's and writes an answer of Node's, of which it needs no more than this. */
function answerBy(engine: Server, { method, url, headers, body }: WholeRequest): Promise<LocalResponse> {
  return new Promise((resolve) => {
    const request = Object.assign(new EventEmitter(), { method, url, headers: { ...headers, ...ANY_SIGNATURE } });
    const response = {
      statusCode: 200,
      headers: {} as LocalResponse["headers"],
      setHeader(name: string, value: string | number) {
        this.headers[name.toLowerCase()] = value;
      },
      end(text?: string) {
        resolve({ status: this.statusCode, headers: this.headers, body: Buffer.from(text ?? "") });
      },
    };
    engine.emit("request", request, response);
    if (body.length > 0) request.emit("data", body);
    request.emit("end");
  });
}

/**
 * The engine ends an iterator by `return()`, a name that abstract-level does not know (dynalite 4.0.0, level 10), so
 * that none was ever closed: each query kept a snapshot, and LevelDB could remove nothing that was overwritten since.
 * Returns how many iterators are open.
 */
function closeIterators(db: LevelDatabase): () => number {
  for (const kind of ["keys", "values"] as const) {
    const open = db[kind].bind(db);
    db[kind] = (options) => {
      const iterator = open(options);
      iterator.return = () => iterator.close();
      return iterator;
    };
  }
  const resources = new Set<object>();
  const [attach, detach] = [db.attachResource.bind(db), db.detachResource.bind(db)];
  db.attachResource = (resource) => {
    resources.add(resource);
    attach(resource);
  };
  db.detachResource = (resource) => {
    resources.delete(resource);
    detach(resource);
  };
  return () => resources.size;
}

/**
 * The engine reads a table's description from disk for every request; those of finished tables are kept in memory. It
 * changes one only where it stores it.
 */
function rememberTables(tables: EngineStore["tableDb"]): void {
  const known = new Map<string, StoredTable>();
  const { get, put, del } = tables;
  tables.get = (key, done) => {
    const table = known.get(key);
    if (table !== undefined) return setImmediate(done, null, table);
    get.call(tables, key, (error, found) => {
      if (!error && found?.TableStatus === "ACTIVE") known.set(key, found);
      done(error, found);
    });
  };
  tables.put = (key, table, done) => {
    known.delete(key);
    put.call(tables, key, table, done);
  };
  tables.del = (key, done) => {
    known.delete(key);
    del.call(tables, key, done);
  };
}
