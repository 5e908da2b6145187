import type { CaughtUp, FeedRead } from "./catch-up.ts";
import type { Change, OwnChange } from "./change.ts";
import type { ChangeSource, SnapshotRequests, SnapshotStore } from "./change-source.ts";
import { toPart } from "./digest.ts";
import type { IndexState } from "./index-file.ts";
import type { IndexThreads } from "./index-threads.ts";
import type { IndexAddress } from "./open-files.ts";

/** The session that work belonged to is no more; the work is done again with the one in its place. */
export class ReplacedSessionError extends Error {
  override readonly name = "ReplacedSessionError";
}

/** What a process knows of one user's index. */
export interface Session {
  address: IndexAddress;
  state?: IndexState | undefined;
  opening?: Promise<void> | undefined;
  catchingUp?: Promise<void> | undefined;
  rebuilding?: { whole: Promise<void>; firstPage: Promise<void> } | undefined;
  writing?: Promise<void> | undefined;
  lastWideMs?: number | undefined;
  /** When the walk began with whose parts it was last compared. */
  comparedWalkMs?: number | undefined;
  /** Parts with items that were read by key, and when, which the feed may not show yet. */
  ownParts?: Map<number, number> | undefined;
  /** How far the feed was read. */
  feed?: FeedRead | undefined;
  /** When a snapshot could not be written, the disk being full perhaps. */
  failedSnapshotMs?: number | undefined;
  appliedSinceSnapshot: number;
  /** The file is not to come from a snapshot: these turned out to be damaged. */
  ignoresSnapshots?: boolean | undefined;
  /** When the job was last asked, or asked after, that is to end a rebuild. */
  askedJobMs?: number | undefined;
}

/** What work on a session needs. */
export interface SessionContext {
  source: ChangeSource;
  snapshots: SnapshotStore | undefined;
  /** Whether snapshots are written while requests are served. */
  writesSnapshots: boolean;
  requests: SnapshotRequests | undefined;
  clock: () => number;
  log: (message: string, details: Record<string, unknown>) => void;
  /** The threads for one session only: what outlives it must not write into the file that takes its place. */
  threadsOf(session: Session): IndexThreads;
  /** Where the user's file is. */
  pathOf(userId: string): string;
  /** Keeps what goes on after the request that began it, to wait for it at the end. */
  keep<T>(promise: Promise<T>): Promise<T>;
  discard(userId: string, onlyIf: Session): Promise<void>;
}

/** Takes over what changes have made of an index. */
export function noteApplied(
  { log }: Pick<SessionContext, "log">,
  session: Session,
  { state, applied, unreadable }: CaughtUp,
): void {
  session.state = state;
  session.appliedSinceSnapshot += applied;
  if (unreadable.length > 0) {
    log("Items are left out of an index: their listed attribute is not as expected", {
      userId: session.address.ownerId,
      ids: unreadable.slice(0, 20),
    });
  }
}

/**
 * Reads by key what the asker changed and the feed does not show yet. The text that named it may be made up: of what
 * neither the table nor the index has, nothing is kept.
 */
export async function applyOwn(context: SessionContext, session: Session, own: OwnChange[]): Promise<void> {
  const { source, threadsOf } = context;
  const missing = await threadsOf(session).run("findMissing", session.address, own);
  if (missing.length === 0) return;
  const found = await source.readItems(session.address.ownerId, missing);
  const ids = new Set(found.map(({ kind, id }) => `${kind} ${id}`));
  const gone = missing
    .filter(({ kind, id, isLiving }) => isLiving && !ids.has(`${kind} ${id}`))
    .map(({ kind, id, revision }): Change => ({ kind, id, revision, changedAtMs: 0 }));
  if (found.length + gone.length === 0) return;
  session.ownParts ??= new Map();
  for (const change of [...found, ...gone]) session.ownParts.set(toPart(change), context.clock());
  noteApplied(
    context,
    session,
    await threadsOf(session).run("apply", session.address, { changes: [...found, ...gone], state: {} }),
  );
}
