import { WIDE_OVERLAP_MS } from "./catch-up.ts";
import { emptyParts, findDifferentParts, isSameDigest, toPart, type WalkDigest } from "./digest.ts";
import { UnusableIndexError } from "./index-file.ts";
import type { Session, SessionContext } from "./index-session.ts";
import type { PartSums } from "./sum-parts.ts";

/** With more changes since the walk began there is hardly a part without one. */
const MAX_CHANGES = 300;

/**
 * Compares the index with what the integrity walk found. What came only late is in it by now, so one that differs is
 * wrong: as a whole if nothing has changed since the walk began, else in a part in which nothing has. Its snapshots are
 * wrong as well, or would be.
 * @throws UnusableIndexError when it is wrong
 */
export async function compareWithWalk(context: SessionContext, session: Session): Promise<void> {
  const { source, snapshots } = context;
  const { address, state } = session;
  if (!state || state.rebuildCursor !== undefined) return;
  const walk = await source.readWalkDigest(address.ownerId);
  // What was read from the table after the walk began is no older than what the walk says.
  if (!walk || (state.builtMs ?? 0) >= walk.startMs || isSameDigest(state.digest, walk.digest)) return;
  const isStill = state.newestMs < walk.startMs - WIDE_OVERLAP_MS;
  if (!isStill && !(await differsInPart(context, session, walk))) return;
  await snapshots?.delete(address.ownerId);
  throw new UnusableIndexError("The integrity walk found other items in the table");
}

async function differsInPart(
  context: SessionContext,
  session: Session,
  { parts, startMs }: WalkDigest,
): Promise<boolean> {
  if (parts === undefined || session.comparedWalkMs === startMs) return false;
  const ours = await readParts(context, session);
  if (ours === undefined) return false;
  const different = findDifferentParts(ours, parts);
  const changed =
    different.length === 0 ? undefined : await findChangedParts(context, session, startMs - WIDE_OVERLAP_MS);
  // After what could not be read, the comparison is made up for.
  session.comparedWalkMs = startMs;
  return changed !== undefined && different.some((part) => !changed.has(part));
}

/** The parts of the index; undefined when it was changed meanwhile. */
async function readParts({ threadsOf }: SessionContext, session: Session): Promise<string | undefined> {
  const before = session.state?.digest;
  let sums: PartSums = { parts: emptyParts };
  do {
    sums = await threadsOf(session).run("sumParts", session.address, sums);
    const { state } = session;
    if (!before || !state || !isSameDigest(before, state.digest)) return undefined;
  } while (sums.after !== undefined);
  return sums.parts;
}

/** Parts in which something has changed since a moment, or may have; undefined when that is too much to be read. */
async function findChangedParts(
  { source, clock }: SessionContext,
  { address, ownParts = new Map() }: Session,
  sinceMs: number,
): Promise<Set<number> | undefined> {
  const ownSinceMs = clock() - WIDE_OVERLAP_MS;
  const changed = new Set([...ownParts].flatMap(([part, atMs]) => (atMs >= ownSinceMs ? [part] : [])));
  let cursor: string | undefined;
  let read = 0;
  do {
    const page = await source.readChanges(address.ownerId, sinceMs, cursor);
    for (const change of page.changes) changed.add(toPart(change));
    read += page.changes.length;
    if (read > MAX_CHANGES) return undefined;
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return changed;
}
