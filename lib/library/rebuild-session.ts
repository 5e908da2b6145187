import { isAppError } from "#lib/errors.ts";
import type { ChangePage, ChangeSource, SnapshotRequests } from "./change-source.ts";
import { UnusableIndexError } from "./index-file.ts";
import { noteApplied, ReplacedSessionError, type Session, type SessionContext } from "./index-session.ts";

/** A small library is read whole before it is shown, a large one shows its first page. */
const WAIT_FOR_REBUILD_MS = 300;
/** How often to ask whether the job has come to the end of a rebuild. */
const ASK_JOB_MS = 10_000;

/** Begins to read the whole of a user's items, or goes on where it was left. */
export function startRebuild(context: SessionContext, session: Session): void {
  const { source, threadsOf, keep, log } = context;
  const first = Promise.withResolvers<void>();
  const run = async () => {
    try {
      while (session.state?.rebuildCursor !== undefined) {
        const { rebuildCursor, rebuilt = 0 } = session.state;
        const page = await readOn(source, session.address.ownerId, rebuildCursor);
        const applied = await threadsOf(session).run("apply", session.address, {
          changes: page.changes,
          state: { rebuildCursor: page.nextCursor, rebuilt: rebuilt + page.changes.length },
        });
        noteApplied(context, session, applied);
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

/** The next page of a table. @throws UnusableIndexError when the index says of no place in it that it goes on there */
async function readOn(source: ChangeSource, userId: string, cursor: string): Promise<ChangePage> {
  try {
    return await source.readAll(userId, cursor || undefined);
  } catch (error) {
    if (!isAppError(error, "invalid_cursor")) throw error;
    throw new UnusableIndexError("It does not say how far the table was read", { cause: error });
  }
}

/** The first page of a rebuild, or all of it if that comes soon. */
export async function waitForFirstPage({
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

/** Asks the job to end a rebuild that this process has no time for, and goes over to its snapshot once it has. */
export async function leaveToJob(
  { clock, discard }: SessionContext,
  session: Session,
  { request, isOpen }: SnapshotRequests,
): Promise<void> {
  const { ownerId } = session.address;
  const isFirst = session.askedJobMs === undefined;
  // Clocks may have been put back.
  if (!isFirst && Math.abs(clock() - (session.askedJobMs ?? 0)) < ASK_JOB_MS) return;
  session.askedJobMs = clock();
  if (isFirst) return request(ownerId);
  if (await isOpen(ownerId)) return;
  await discard(ownerId, session);
  throw new ReplacedSessionError("The job has written a snapshot of the whole library");
}
