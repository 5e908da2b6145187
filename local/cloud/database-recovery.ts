import type { LevelDatabase, LevelIterator } from "./engine-types.ts";

type Callback = (error: Error | null, ...rest: unknown[]) => void;

/** How often a database that is broken is tried again, when somebody asks for something. */
const RETRY_MS = 1_000;

export interface DatabaseRecovery {
  /**
   * Returns what `answer` returns, which never runs while the database is being opened again. @throws when it is closed
   * and cannot be opened
   */
  whenOpen<T>(answer: () => Promise<T>): Promise<T>;
  /**
   * Makes a write that goes past the engine; one that fails counts as any other. @throws when it failed, or one before
   * it
   */
  supervise(write: () => Promise<void>): Promise<void>;
}

/**
 * Keeps a database answering through a disk that is full. LevelDB's log may hold half a record after a write that
 * failed, and recovery throws away what was logged behind it; so after one failure no write is taken or acknowledged
 * until the database was opened again, which needs room. Reading goes on all the while. Every failure becomes an
 * answer of DynamoDB's (the engine throws what it does not know, which would end the process).
 */
export function superviseDatabase(
  db: LevelDatabase,
  options: { hasRoom: () => Promise<boolean>; onError: (error: unknown) => void },
): DatabaseRecovery {
  let failure: unknown;
  let isOpen = true;
  let nextTry = 0;
  let reopening: Promise<void> | undefined;
  let lastAnswered: PromiseWithResolvers<void> | undefined;
  let answering = 0;

  const note = (error: unknown) => {
    if (failure) return;
    options.onError(error);
    failure = error;
  };
  for (const operation of ["put", "del", "batch"] as const) {
    const write = db[operation].bind(db);
    db[operation] = (...args: unknown[]) => {
      const done = args.pop() as Callback;
      if (failure) {
        setImmediate(done, toInternalError(failure));
        return;
      }
      write(...args, (error: Error | null) => {
        if (error) note(error);
        // One that went through behind one that failed may be lost by recovery, so it did not go through either.
        done(failure ? toInternalError(failure) : null);
      });
    };
  }
  const get = db.get.bind(db);
  db.get = (key, done: Callback) => get(key, (error, value) => done(error && toInternalError(error), value));
  const values = db.values.bind(db);
  db.values = (range) => {
    const iterator = tryOpen(() => values(range));
    const next = iterator.next.bind(iterator);
    iterator.next = () =>
      next().catch((error: unknown) => {
        throw toInternalError(error);
      });
    return iterator;
  };

  const openAgain = async () => {
    lastAnswered = Promise.withResolvers();
    if (answering === 0) lastAnswered.resolve();
    await lastAnswered.promise;
    // The engine's own close() is for good.
    const level = Object.getPrototypeOf(db);
    if (isOpen) await level.close.call(db);
    isOpen = false;
    await level.open.call(db);
    isOpen = true;
    failure = undefined;
  };

  return {
    supervise: async (write) => {
      if (failure) throw toInternalError(failure);
      await write().catch(note);
      if (failure) throw toInternalError(failure);
    },
    whenOpen: async (answer) => {
      if (failure && !reopening && Date.now() >= nextTry && (await options.hasRoom()) && !reopening) {
        reopening = openAgain()
          .catch(options.onError)
          .finally(() => {
            nextTry = Date.now() + RETRY_MS;
            reopening = undefined;
          });
      }
      await reopening;
      if (!isOpen) throw failure;
      answering++;
      try {
        return await answer();
      } finally {
        answering--;
        if (answering === 0) lastAnswered?.resolve();
      }
    },
  };
}

/** An iterator; of a database that is closed, which has none, one that fails when it is read. */
function tryOpen(open: () => LevelIterator): LevelIterator {
  try {
    return open();
  } catch (error) {
    return { next: () => Promise.reject(error), close: () => Promise.resolve() };
  }
}

/**
 * As the engine answers errors it knows.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/CommonErrors.html
 */
function toInternalError(error: unknown): Error {
  const message = `The database could not be read or written: ${error instanceof Error ? error.message : error}`;
  return Object.assign(new Error(message, { cause: error }), {
    statusCode: 500,
    body: { __type: "com.amazonaws.dynamodb.v20120810#InternalServerError", message },
  });
}
