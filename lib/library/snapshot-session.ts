import { rm } from "node:fs/promises";
import { type IndexState, UnusableIndexError } from "./index-file.ts";
import { noteApplied, type Session, type SessionContext } from "./index-session.ts";
import { storeSnapshot } from "./snapshot.ts";

const SNAPSHOT_AFTER_CHANGES = 500;
const SNAPSHOT_AFTER_PART = 0.05;
/**
 * A library that little happens to gets one so often, too: what has not been looked at for a day is fetched again, and
 * from a snapshot that is older than `MAX_AGE_MS` it could not be.
 */
const SNAPSHOT_AFTER_MS = 3 * 24 * 60 * 60 * 1000;
/** The whole index is copied for one, which is not to happen with each request while there is no room. */
const RETRY_MS = 5 * 60 * 1000;

/** Writes a snapshot, or asks for one, where enough has changed since the last. */
export async function considerSnapshot(context: SessionContext, session: Session): Promise<void> {
  const { snapshots, writesSnapshots, requests, keep, log, clock, discard } = context;
  const { state, appliedSinceSnapshot, address } = session;
  if (!snapshots || !state || session.writing || state.rebuildCursor !== undefined) return;
  const isChanged = appliedSinceSnapshot >= Math.max(SNAPSHOT_AFTER_CHANGES, state.digest.count * SNAPSHOT_AFTER_PART);
  const isDue = isChanged || session.failedSnapshotMs !== undefined || isSnapshotOld(state, clock());
  if (!isDue) return;
  if (writesSnapshots) {
    // Clocks may have been put back.
    if (Math.abs(clock() - (session.failedSnapshotMs ?? Number.NEGATIVE_INFINITY)) < RETRY_MS) return;
    keep(writeSnapshot(context, session)).catch((error) => {
      session.failedSnapshotMs = clock();
      log("A snapshot was not written", { userId: address.ownerId, error });
      if (error instanceof UnusableIndexError) keep(discard(address.ownerId, session)).catch(() => {});
    });
  } else if (requests) {
    session.appliedSinceSnapshot = 0;
    await requests.request(address.ownerId);
    await markSnapshot(context, session);
  }
}

/** Whether it is time for another snapshot of an index, if it is worth one. Clocks may have been put back. */
function isSnapshotOld({ digest, snapshotMs, builtMs = 0 }: IndexState, nowMs: number): boolean {
  if (digest.count < SNAPSHOT_AFTER_CHANGES) return false;
  return Math.abs(nowMs - (snapshotMs ?? builtMs)) >= SNAPSHOT_AFTER_MS;
}

async function markSnapshot(context: SessionContext, session: Session): Promise<void> {
  const state = { snapshotMs: context.clock() };
  noteApplied(context, session, await context.threadsOf(session).run("apply", session.address, { changes: [], state }));
}

/** Stores a copy of the index; at most one at a time. */
export function writeSnapshot(context: SessionContext, session: Session): Promise<void> {
  const { snapshots, pathOf, threadsOf } = context;
  session.writing ??= (async () => {
    if (!snapshots) return;
    const { ownerId } = session.address;
    const copy = `${pathOf(ownerId)}.copy`;
    const applied = session.appliedSinceSnapshot;
    try {
      await rm(copy, { force: true });
      await markSnapshot(context, session);
      await threadsOf(session).run("copyTo", session.address, copy);
      await storeSnapshot(snapshots, ownerId, copy);
      session.appliedSinceSnapshot -= applied;
      session.failedSnapshotMs = undefined;
    } finally {
      await rm(copy, { force: true });
    }
  })().finally(() => {
    session.writing = undefined;
  });
  return session.writing;
}
