import { WIDE_OVERLAP_MS } from "./catch-up.ts";
import { isSameDigest, type WalkDigest } from "./digest.ts";
import { type IndexState, UnusableIndexError } from "./index-file.ts";
import type { Session, SessionContext } from "./index-session.ts";

/**
 * Compares the index with what the integrity walk found. What came only late is in it by now, so one that differs
 * although nothing has changed since the walk began is wrong; its snapshots are as well, or would be.
 * @throws UnusableIndexError when it is wrong
 */
export async function compareWithWalk(
  { source, snapshots }: SessionContext,
  { address, state }: Session,
): Promise<void> {
  if (!state || state.rebuildCursor !== undefined) return;
  const walk = await source.readWalkDigest(address.ownerId);
  if (!walk || !differs(state, walk)) return;
  await snapshots?.delete(address.ownerId);
  throw new UnusableIndexError("The integrity walk found other items in the table");
}

/** Whether an index has other items than the walk found, and cannot have them from changes since. */
function differs(state: IndexState, { digest, startMs }: WalkDigest): boolean {
  // What was read from the table after the walk began is no older than what the walk says.
  const isComparable = state.newestMs < startMs - WIDE_OVERLAP_MS && (state.builtMs ?? 0) < startMs;
  return isComparable && !isSameDigest(state.digest, digest);
}
