import { isOutdated } from "./catch-up.ts";
import type { FileCache } from "./file-cache.ts";
import { deleteIndexFile, IN_MEMORY, type IndexState, UnusableIndexError } from "./index-file.ts";
import type { Session, SessionContext } from "./index-session.ts";
import { fetchSnapshot } from "./snapshot.ts";

/** Gives a session its index: the file that is there, else its snapshot, else an empty one that is filled from the table. */
export async function openSession(context: SessionContext, cache: FileCache, session: Session): Promise<void> {
  const { source, snapshots, clock, log, threadsOf } = context;
  const { address } = session;
  const epoch = await source.readEpoch();
  const isUsable = (state: IndexState) => state.epoch === epoch && !isOutdated(state, clock());
  const tryOpen = async (onUnusable: () => Promise<void> = async () => {}) => {
    try {
      const state = await threadsOf(session).run("readState", address, null);
      if (isUsable(state)) return state;
      await threadsOf(session).run("close", address, null);
    } catch (error) {
      if (!(error instanceof UnusableIndexError)) throw error;
      await onUnusable();
    }
    return undefined;
  };
  const isOnDisk = address.path !== IN_MEMORY;
  if (isOnDisk) cache.prepare();
  session.state = isOnDisk ? await tryOpen() : undefined;
  if (!session.state && snapshots && isOnDisk && !session.ignoresSnapshots) {
    deleteIndexFile(address.path);
    const isFetched = await fetchSnapshot(snapshots, address.ownerId, address.path, log);
    if (isFetched) session.state = await tryOpen(() => deleteSnapshots(context, address.ownerId));
  }
  session.state ??= await threadsOf(session).run("create", address, { epoch, markMs: clock() });
  if (isOnDisk) cache.touch(address.ownerId, clock());
}

/** Deletes the snapshots of an index that are damaged; what cannot be deleted is replaced by the next. */
export async function deleteSnapshots(
  { snapshots, log }: Pick<SessionContext, "snapshots" | "log">,
  userId: string,
): Promise<void> {
  log("The snapshots of an index are damaged and are deleted", { userId });
  await snapshots?.delete(userId).catch((error) => log("Damaged snapshots were not deleted", { userId, error }));
}
