import { setTimeout as wait } from "node:timers/promises";
import { AppError } from "#lib/errors.ts";
import { catchUp, isOutdated, OVERLAP_MS, WIDE_EVERY_MS } from "./catch-up.ts";
import type { OwnChange } from "./change.ts";
import type { ChangeSource, SnapshotRequests, SnapshotStore } from "./change-source.ts";
import { compareWithWalk } from "./compare-with-walk.ts";
import type { Digest } from "./digest.ts";
import { type CacheLimits, createFileCache } from "./file-cache.ts";
import { deleteIndexFile, IN_MEMORY, UnusableIndexError } from "./index-file.ts";
import type { OperationInput, OperationName, OperationOutput } from "./index-operations.ts";
import { applyOwn, noteApplied, ReplacedSessionError, type Session, type SessionContext } from "./index-session.ts";
import { IndexStorageError, type IndexThreads } from "./index-threads.ts";
import { createMemoryBudget } from "./memory-budget.ts";
import { deleteSnapshots, openSession } from "./open-session.ts";
import { leaveToJob, startRebuild, waitForFirstPage } from "./rebuild-session.ts";
import { considerSnapshot, writeSnapshot } from "./snapshot-session.ts";

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
  /** How far before the newest change known the feed is read each time, milliseconds; a minute unless given. */
  overlapMs?: number;
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
  | "addStacks"
  | "neighbours"
  | "count"
  | "countBefore"
  | "months"
  | "planMove"
  | "chunk"
  | "onThisDay"
  | "facets"
  | "clusters"
  | "duplicates"
  | "selectSuperfluous"
  | "suggest"
  | "searchNames"
  | "collections"
  | "countCollections"
  | "collectionNames"
  | "guests";

/** The lists of all users, each from an index of its own. */
export interface LibraryIndex {
  /**
   * Answers a question from the user's index, brought up to date. `own` are changes of the asker's, which are in the
   * answer whether or not the feed shows them yet. `askedAtMs` is when the request came for which this is read, after
   * which the feed need not be read twice.
   * @throws AppError `invalid_cursor`; `unavailable` where neither disk nor memory has room for the index
   */
  read<Name extends ReadName>(
    userId: string,
    name: Name,
    input: OperationInput<Name>,
    own?: OwnChange[],
    askedAtMs?: number,
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
  /** Waits for pending work and stops cleaning up. Files stay. */
  close(): Promise<void>;
}

const ATTEMPTS = 5;
/** Of the files of others, where the disk is full, one time after the other; a library is in memory after that. */
const PARTS_EVICTED = [0.5, 1];
const POLL_REBUILD_MS = 200;
const CLEAN_EVERY_MS = 60 * 60 * 1000;

export function createLibraryIndex(options: LibraryIndexOptions): LibraryIndex {
  const { source, threads, snapshots, writesSnapshots, requests, clock = Date.now, log = () => {} } = options;
  const { overlapMs = OVERLAP_MS } = options;
  const cache = createFileCache(options.folder, options.limits);
  const memory = createMemoryBudget(options.limits.maxMemoryBytes ?? Number.POSITIVE_INFINITY);
  const sessions = new Map<string, Session>();
  /** Indexes that are being discarded; a file that was opened meanwhile would be deleted while it is in use. */
  const discarding = new Map<string, Promise<void>>();
  const background = new Set<Promise<unknown>>();

  const createSession = (userId: string): Session => {
    const known = sessions.get(userId);
    if (known) return known;
    const session: Session = { address: { path: cache.pathOf(userId), ownerId: userId }, appliedSinceSnapshot: 0 };
    sessions.set(userId, session);
    return session;
  };

  const threadsOf = (session: Session): IndexThreads => ({
    async run(name, address, input) {
      if (sessions.get(address.ownerId) !== session)
        throw new ReplacedSessionError("The index was discarded meanwhile");
      const output = await threads.run(name, address, input);
      if (name === "apply" && address.path === IN_MEMORY) {
        await holdInMemory(session, (output as OperationOutput<"apply">).memoryBytes ?? 0);
      }
      return output;
    },
    close: () => Promise.resolve(),
  });

  const context: SessionContext = {
    source,
    snapshots,
    writesSnapshots,
    requests,
    clock,
    log,
    threadsOf,
    pathOf: cache.pathOf,
    keep,
    discard,
  };

  /** @throws AppError `unavailable` when indexes in memory take too much of it and all the others are in use */
  async function holdInMemory(session: Session, bytes: number): Promise<void> {
    const { ownerId } = session.address;
    if (sessions.get(ownerId) !== session) return;
    memory.note(ownerId, bytes);
    await evict(memory.findSuperfluous(ownerId));
    if (!memory.isExceeded()) return;
    log("There is room for an index neither on the disk nor in memory", { userId: ownerId, bytes });
    memory.refuse(ownerId, clock());
    await discard(ownerId, session);
    throw noRoom();
  }

  async function discard(userId: string, onlyIf?: Session): Promise<void> {
    const session = sessions.get(userId);
    if (onlyIf !== undefined && session !== onlyIf) return;
    sessions.delete(userId);
    cache.forget(userId);
    memory.forget(userId);
    const address = session?.address ?? { path: cache.pathOf(userId), ownerId: userId };
    const done = threads.run("close", address, null).then(() => deleteIndexFile(address.path));
    discarding.set(userId, done);
    try {
      await done;
    } finally {
      if (discarding.get(userId) === done) discarding.delete(userId);
    }
  }

  async function evict(userIds: string[]): Promise<void> {
    for (const userId of userIds) {
      const session = sessions.get(userId);
      if (session && (session.opening || session.catchingUp || session.rebuilding || session.writing)) continue;
      await discard(userId);
    }
  }

  // Also what no one's request would evict: the files of users who were removed.
  const cleaning = setInterval(() => keep(evict(cache.findSuperfluous(clock()))).catch(() => {}), CLEAN_EVERY_MS);
  cleaning.unref();

  /** Whoever asks meanwhile shares it. */
  function readFeed(session: Session, isWide: boolean): Promise<void> {
    session.catchingUp ??= (async () => {
      if (!session.state) return;
      const { address, state, feed: read } = session;
      const reader = { source, threads: threadsOf(session), clock, overlapMs };
      const caughtUp = await catchUp(reader, address, state, { isWide, read });
      noteApplied(context, session, caughtUp);
      session.feed = caughtUp.read;
      if (isWide) session.lastWideMs = clock();
    })().finally(() => {
      session.catchingUp = undefined;
    });
    return session.catchingUp;
  }

  async function bringUpToDate(
    userId: string,
    own: OwnChange[],
    askedAtMs = Number.POSITIVE_INFINITY,
  ): Promise<Session> {
    const session = createSession(userId);
    if (!session.state) {
      session.opening ??= openSession(context, cache, session)
        .then(() => evict(cache.findSuperfluous(clock())))
        .finally(() => {
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
      if (session.state && (session.state.epoch !== epoch || isOutdated(session.state, clock())))
        throw new UnusableIndexError("The table has another epoch, or the index is too old");
    }
    if (session.state?.rebuildCursor !== undefined && !session.rebuilding) startRebuild(context, session);
    if (session.rebuilding) await waitForFirstPage(session.rebuilding);
    // The disk had no room for a snapshot, so one by the job would be of no use.
    const canFetch = session.address.path !== IN_MEMORY;
    if (requests && canFetch && session.state?.rebuildCursor !== undefined)
      await leaveToJob(context, session, requests);
    // What is read from the table at this very moment needs no long look back; that comes when all of it is in.
    const isWide = isWideDue && session.state?.rebuildCursor === undefined;
    const isReadSince = !isWideDue && session.feed !== undefined && session.feed.readMs >= askedAtMs;
    if (!isReadSince) await readFeed(session, isWide);
    if (isWide) await compareWithWalk(context, session);
    if (own.length > 0) await applyOwn(context, session, own);
    cache.touch(userId, clock());
    await considerSnapshot(context, session);
    return session;
  }

  /**
   * Runs what needs an index; one that turns out to be unusable is thrown away and made anew: from its snapshot, and
   * from the table when that is no better.
   */
  async function withRepair<T>(userId: string, run: () => Promise<T>): Promise<T> {
    let storageErrors = 0;
    let repairs = 0;
    if (memory.isRefused(userId, clock())) throw noRoom();
    for (let attempt = 1; ; attempt++) {
      while (discarding.has(userId)) await discarding.get(userId)?.catch(() => {});
      const session = createSession(userId);
      try {
        return await run();
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
        if (error instanceof UnusableIndexError) {
          log("An index is unusable and is rebuilt", { userId, error });
          const isSnapshotDamaged = ++repairs > 1;
          if (isSnapshotDamaged) await deleteSnapshots(context, userId);
          await discard(userId, session);
          if (isSnapshotDamaged) createSession(userId).ignoresSnapshots = true;
        } else if (error instanceof IndexStorageError) {
          log("The disk of the indexes is full or fails; others make room for a library", { userId, error });
          await discard(userId, session).catch(() => {});
          const part = PARTS_EVICTED[storageErrors++];
          if (part === undefined) createSession(userId).address = { path: IN_MEMORY, ownerId: userId };
          else await evict(cache.findOthers(userId, part));
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
    read: (userId, name, input, own = [], askedAtMs = undefined) =>
      withRepair(userId, async () => {
        const session = await bringUpToDate(userId, own, askedAtMs);
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
        await writeSnapshot(context, session);
        return isWhole;
      }),
    discard,
    async close() {
      clearInterval(cleaning);
      await Promise.allSettled([...background]);
    },
  };
}

function noRoom(): AppError {
  return new AppError(
    "unavailable",
    "The server is too low on space to open your library right now. Please try again in a minute.",
  );
}
