import { rm } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { type CaughtUp, catchUp, isTooOld, WIDE_EVERY_MS, WIDE_OVERLAP_MS } from "./catch-up.ts";
import type { Change, OwnChange } from "./change.ts";
import type { ChangeSource, SnapshotRequests, SnapshotStore } from "./change-source.ts";
import { type Digest, isSameDigest, type WalkDigest } from "./digest.ts";
import { type CacheLimits, createFileCache } from "./file-cache.ts";
import { deleteIndexFile, IN_MEMORY, type IndexState, UnusableIndexError } from "./index-file.ts";
import type { IndexAddress, OperationInput, OperationName, OperationOutput } from "./index-operations.ts";
import { IndexStorageError, type IndexThreads } from "./index-threads.ts";
import { fetchSnapshot, storeSnapshot } from "./snapshot.ts";

export interface LibraryIndexOptions {
  /** Folder of this process alone; two processes each have one. */
  folder: string;
  limits: CacheLimits;
  source: ChangeSource;
  threads: IndexThreads;
  snapshots?: SnapshotStore | undefined;
  /** Whether snapshots are written while requests are served. */
  writesSnapshots: boolean;
  /** Where processes freeze, a job writes them, and reads large libraries from the table. */
  requests?: SnapshotRequests | undefined;
  /** Milliseconds since the epoch. */
  clock?: () => number;
  log?: (message: string, details: Record<string, unknown>) => void;
}

/** How far the reading of a whole table is; lists show what there is so far. */
export interface RebuildProgress {
  items: number;
}

export interface Answer<T> {
  value: T;
  /** Same on every instance that has the same items. */
  digest: Digest;
  /** Absent when the index is whole. */
  rebuild?: RebuildProgress | undefined;
}

/** Names of the operations that lists are made of. */
export type ReadName =
  | "list"
  | "listIds"
  | "selectIds"
  | "find"
  | "neighbours"
  | "count"
  | "months"
  | "chunk"
  | "facets"
  | "suggest"
  | "searchNames"
  | "collections"
  | "countCollections"
  | "collectionNames";

/** The lists of all users, each from an index of its own. */
export interface LibraryIndex {
  /**
   * Answers a question from the user's index, brought up to date. `own` are changes of the asker's, which are in the
   * answer whether or not the feed shows them yet.
   * @throws AppError `invalid_cursor`
   */
  read<Name extends ReadName>(
    userId: string,
    name: Name,
    input: OperationInput<Name>,
    own?: OwnChange[],
  ): Promise<Answer<OperationOutput<Name>>>;
  /** Waits until the user's index is whole. */
  finishRebuild(userId: string): Promise<void>;
  /**
   * Brings the index up to date and stores a snapshot of it. A rebuild is waited for until a moment by this process's
   * clock, and stored as far as it is. Returns whether the snapshot is whole.
   */
  writeSnapshot(userId: string, rebuildUntilMs?: number): Promise<boolean>;
  /** Throws the user's file away; the next question reads it anew. */
  discard(userId: string): Promise<void>;
  /** Deletes everything of a user's: the file and the snapshots. */
  deleteUser(userId: string): Promise<void>;
  /** Waits for what is under way. Files stay. */
  close(): Promise<void>;
}

/** The session that work belonged to is no more; the work is done again with the one in its place. */
class ReplacedSessionError extends Error {
  override readonly name = "ReplacedSessionError";
}

interface Session {
  address: IndexAddress;
  state?: IndexState | undefined;
  opening?: Promise<void> | undefined;
  catchingUp?: Promise<void> | undefined;
  rebuilding?: { whole: Promise<void>; firstPage: Promise<void> } | undefined;
  writing?: Promise<void> | undefined;
  lastWideMs?: number | undefined;
  appliedSinceSnapshot: number;
  /** When the job was last asked, or asked after, that is to end a rebuild. */
  askedJobMs?: number | undefined;
}

/** A small library is read whole before it is shown, a large one shows its first page. */
const WAIT_FOR_REBUILD_MS = 300;
const SNAPSHOT_AFTER_CHANGES = 500;
const SNAPSHOT_AFTER_PART = 0.05;
const ATTEMPTS = 4;
/** How often to ask whether the job has come to the end of a rebuild. */
const ASK_JOB_MS = 10_000;
const POLL_REBUILD_MS = 200;

export function createLibraryIndex(options: LibraryIndexOptions): LibraryIndex {
  const { source, threads, snapshots, writesSnapshots, requests, clock = Date.now, log = () => {} } = options;
  const cache = createFileCache(options.folder, options.limits);
  const sessions = new Map<string, Session>();
  const background = new Set<Promise<unknown>>();

  const createSession = (userId: string): Session => {
    const known = sessions.get(userId);
    if (known) return known;
    const session: Session = { address: { path: cache.pathOf(userId), ownerId: userId }, appliedSinceSnapshot: 0 };
    sessions.set(userId, session);
    return session;
  };

  /** The threads for one session only: what outlives it must not write into the file that takes its place. */
  const threadsOf = (session: Session): IndexThreads => ({
    run: (name, address, input) =>
      sessions.get(address.ownerId) === session
        ? threads.run(name, address, input)
        : Promise.reject(new ReplacedSessionError("The index was discarded meanwhile")),
    close: () => Promise.resolve(),
  });

  async function discard(userId: string, onlyIf?: Session): Promise<void> {
    const session = sessions.get(userId);
    if (onlyIf !== undefined && session !== onlyIf) return;
    sessions.delete(userId);
    cache.forget(userId);
    const address = session?.address ?? { path: cache.pathOf(userId), ownerId: userId };
    await threads.run("close", address, null);
    deleteIndexFile(address.path);
  }

  async function open(session: Session): Promise<void> {
    const { address } = session;
    const epoch = await source.readEpoch();
    const isUsable = (state: IndexState) => state.epoch === epoch && !isTooOld(state, clock());
    const tryOpen = async () => {
      try {
        const state = await threadsOf(session).run("readState", address, null);
        if (isUsable(state)) return state;
        await threadsOf(session).run("close", address, null);
      } catch (error) {
        if (!(error instanceof UnusableIndexError)) throw error;
      }
      return undefined;
    };
    const isOnDisk = address.path !== IN_MEMORY;
    session.state = isOnDisk ? await tryOpen() : undefined;
    if (!session.state && snapshots && isOnDisk) {
      deleteIndexFile(address.path);
      if (await fetchSnapshot(snapshots, address.ownerId, address.path)) session.state = await tryOpen();
    }
    session.state ??= await threadsOf(session).run("create", address, { epoch, markMs: clock() });
    if (isOnDisk) cache.touch(address.ownerId);
    await evict(cache.findSuperfluous());
  }

  async function evict(userIds: string[]): Promise<void> {
    for (const userId of userIds) {
      const session = sessions.get(userId);
      if (session && (session.opening || session.catchingUp || session.rebuilding || session.writing)) continue;
      await discard(userId);
    }
  }

  function startRebuild(session: Session): void {
    const first = Promise.withResolvers<void>();
    const run = async () => {
      try {
        while (session.state?.rebuildCursor !== undefined) {
          const { rebuildCursor, rebuilt = 0 } = session.state;
          const page = await source.readAll(session.address.ownerId, rebuildCursor || undefined);
          const applied = await threadsOf(session).run("apply", session.address, {
            changes: page.changes,
            state: { rebuildCursor: page.nextCursor, rebuilt: rebuilt + page.changes.length },
          });
          noteApplied(session, applied);
          first.resolve();
        }
      } finally {
        session.rebuilding = undefined;
      }
    };
    const whole = keep(run());
    whole.catch((error) => {
      first.reject(error);
      log("An index could not be rebuilt; the next request continues", { userId: session.address.ownerId, error });
    });
    whole.then(first.resolve, () => {});
    first.promise.catch(() => {});
    session.rebuilding = { whole, firstPage: first.promise };
  }

  function noteApplied(session: Session, { state, applied, unreadable }: CaughtUp): void {
    session.state = state;
    session.appliedSinceSnapshot += applied;
    if (unreadable.length > 0) {
      log("Items are left out of an index: their listed attribute is not as expected", {
        userId: session.address.ownerId,
        ids: unreadable.slice(0, 20),
      });
    }
  }

  async function bringUpToDate(userId: string, own: OwnChange[]): Promise<Session> {
    const session = createSession(userId);
    if (!session.state) {
      session.opening ??= open(session).finally(() => {
        session.opening = undefined;
      });
      await session.opening;
    }
    const age = clock() - (session.lastWideMs ?? Number.NEGATIVE_INFINITY);
    const isWideDue = age >= WIDE_EVERY_MS || age < 0;
    if (isWideDue && session.lastWideMs !== undefined) {
      if (session.address.path === IN_MEMORY) {
        // Perhaps there is room on the disk again.
        await discard(userId, session);
        throw new ReplacedSessionError("The index was in memory");
      }
      const epoch = await source.readEpoch();
      if (session.state && (session.state.epoch !== epoch || isTooOld(session.state, clock())))
        throw new UnusableIndexError("The table has another epoch, or the index is too old");
    }
    if (session.state?.rebuildCursor !== undefined && !session.rebuilding) startRebuild(session);
    if (session.rebuilding) await waitForFirstPage(session.rebuilding);
    if (requests && session.state?.rebuildCursor !== undefined) await leaveToJob(session, requests);
    // What is read from the table at this very moment needs no long look back; that comes when all of it is in.
    const isWide = isWideDue && session.state?.rebuildCursor === undefined;
    session.catchingUp ??= (async () => {
      if (!session.state) return;
      noteApplied(
        session,
        await catchUp({ source, threads: threadsOf(session), clock }, session.address, session.state, isWide),
      );
      if (isWide) session.lastWideMs = clock();
    })().finally(() => {
      session.catchingUp = undefined;
    });
    await session.catchingUp;
    if (isWide) await compareWithWalk(session);
    if (own.length > 0) await applyOwn(session, own);
    cache.touch(userId);
    await considerSnapshot(session);
    return session;
  }

  /** Asks the job to end a rebuild that this process has no time for, and goes over to its snapshot once it has. */
  async function leaveToJob(session: Session, { request, isOpen }: SnapshotRequests): Promise<void> {
    const { ownerId } = session.address;
    const isFirst = session.askedJobMs === undefined;
    if (!isFirst && clock() - (session.askedJobMs ?? 0) < ASK_JOB_MS) return;
    session.askedJobMs = clock();
    if (isFirst) return request(ownerId);
    if (await isOpen(ownerId)) return;
    await discard(ownerId, session);
    throw new ReplacedSessionError("The job has written a snapshot of the whole library");
  }

  /**
   * Compares the index with what the integrity walk found. What came only late is in it by now, so one that differs
   * although nothing has changed since the walk began is wrong; its snapshots are as well, or would be.
   * @throws UnusableIndexError when it is wrong
   */
  async function compareWithWalk({ address, state }: Session): Promise<void> {
    if (!state || state.rebuildCursor !== undefined) return;
    const walk = await source.readWalkDigest(address.ownerId);
    if (!walk || !differs(state, walk)) return;
    await snapshots?.delete(address.ownerId);
    throw new UnusableIndexError("The integrity walk found other items in the table");
  }

  /** Reads by key what the asker changed and the feed does not show yet. */
  async function applyOwn(session: Session, own: OwnChange[]): Promise<void> {
    const missing = await threadsOf(session).run("findMissing", session.address, own);
    if (missing.length === 0) return;
    const found = await source.readItems(session.address.ownerId, missing);
    const ids = new Set(found.map(({ kind, id }) => `${kind} ${id}`));
    const gone = missing
      .filter(({ kind, id }) => !ids.has(`${kind} ${id}`))
      .map((change): Change => ({ ...change, changedAtMs: 0 }));
    noteApplied(
      session,
      await threadsOf(session).run("apply", session.address, { changes: [...found, ...gone], state: {} }),
    );
  }

  async function considerSnapshot(session: Session): Promise<void> {
    const { state, appliedSinceSnapshot, address } = session;
    if (!snapshots || !state || session.writing || state.rebuildCursor !== undefined) return;
    if (appliedSinceSnapshot < Math.max(SNAPSHOT_AFTER_CHANGES, state.digest.count * SNAPSHOT_AFTER_PART)) return;
    if (writesSnapshots) {
      keep(snapshot(session)).catch((error) => log("A snapshot was not written", { userId: address.ownerId, error }));
    } else if (requests) {
      session.appliedSinceSnapshot = 0;
      await requests.request(address.ownerId);
    }
  }

  function snapshot(session: Session): Promise<void> {
    session.writing ??= (async () => {
      if (!snapshots) return;
      const { ownerId } = session.address;
      const copy = `${cache.pathOf(ownerId)}.copy`;
      const applied = session.appliedSinceSnapshot;
      try {
        await rm(copy, { force: true });
        await threadsOf(session).run("copyTo", session.address, copy);
        await storeSnapshot(snapshots, ownerId, copy);
        session.appliedSinceSnapshot -= applied;
      } finally {
        await rm(copy, { force: true });
      }
    })().finally(() => {
      session.writing = undefined;
    });
    return session.writing;
  }

  /** Runs what needs an index; one that turns out to be unusable is thrown away and made anew. */
  async function withRepair<T>(userId: string, run: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const session = createSession(userId);
      try {
        return await run();
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
        if (error instanceof UnusableIndexError) {
          log("An index is unusable and is rebuilt", { userId, error });
          await discard(userId, session);
        } else if (error instanceof IndexStorageError) {
          log("The disk of the indexes is full or fails; a library is answered from memory", { userId, error });
          await discard(userId, session).catch(() => {});
          await evict(cache.findToHalve().filter((other) => other !== userId));
          // The first time with more room, then without the disk.
          if (attempt > 1) createSession(userId).address = { path: IN_MEMORY, ownerId: userId };
        } else if (!(error instanceof ReplacedSessionError)) {
          throw error;
        }
      }
    }
  }

  function keep<T>(promise: Promise<T>): Promise<T> {
    background.add(promise);
    promise.then(
      () => background.delete(promise),
      () => background.delete(promise),
    );
    return promise;
  }

  return {
    read: (userId, name, input, own = []) =>
      withRepair(userId, async () => {
        const session = await bringUpToDate(userId, own);
        const value = await threadsOf(session).run(name as OperationName, session.address, input as never);
        const { state } = session;
        return {
          value: value as never,
          digest: state?.digest ?? { count: 0, xor: "" },
          rebuild: state?.rebuildCursor === undefined ? undefined : { items: state.rebuilt ?? 0 },
        };
      }),
    finishRebuild: (userId) =>
      withRepair(userId, async () => {
        const session = await bringUpToDate(userId, []);
        await session.rebuilding?.whole;
        await bringUpToDate(userId, []);
      }),
    writeSnapshot: (userId, rebuildUntilMs = Number.POSITIVE_INFINITY) =>
      withRepair(userId, async () => {
        let session = await bringUpToDate(userId, []);
        while (session.rebuilding && clock() < rebuildUntilMs) {
          await Promise.race([session.rebuilding.whole, wait(POLL_REBUILD_MS)]);
        }
        session = await bringUpToDate(userId, []);
        const isWhole = session.state?.rebuildCursor === undefined;
        await snapshot(session);
        return isWhole;
      }),
    discard,
    async deleteUser(userId) {
      await discard(userId);
      await snapshots?.delete(userId);
    },
    async close() {
      await Promise.allSettled([...background]);
    },
  };
}

/** Whether an index has other items than the walk found, and cannot have them from changes since. */
function differs(state: IndexState, { digest, startMs }: WalkDigest): boolean {
  // What was read from the table after the walk began is no older than what the walk says.
  const isComparable = state.newestMs < startMs - WIDE_OVERLAP_MS && (state.builtMs ?? 0) < startMs;
  return isComparable && !isSameDigest(state.digest, digest);
}

/** The first page of a rebuild, or all of it if that comes soon. */
async function waitForFirstPage({
  whole,
  firstPage,
}: {
  whole: Promise<void>;
  firstPage: Promise<void>;
}): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const waited = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, WAIT_FOR_REBUILD_MS);
  });
  try {
    await Promise.race([whole, Promise.all([firstPage, waited])]);
  } finally {
    clearTimeout(timer);
  }
}
