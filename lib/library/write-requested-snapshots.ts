import { findUser } from "#lib/accounts/user-item.ts";
import { logFault } from "#lib/log-fault.ts";
import type { LibraryServices } from "./library-services.ts";
import {
  endSnapshotRequest,
  returnSnapshotRequest,
  type TakenRequest,
  takeSnapshotRequest,
} from "./snapshot-request-repository.ts";

/** Longer than a job may run, so that no two work on one library. */
const TAKEN_MS = 10 * 60_000;

export interface SnapshotReport {
  written: number;
  /** Libraries so large that the next run continues. */
  unfinished: number;
}

/**
 * The scheduled job: writes the snapshots that were asked for, reading whole libraries from the table where there is
 * none. A reading that is not through at `deadline` (milliseconds since the epoch) is stored as far as it is, and
 * continued by the next run, wherever that is.
 */
export async function writeRequestedSnapshots(
  services: Pick<LibraryServices, "database" | "library">,
  { deadline, signal }: { deadline: number; signal?: AbortSignal | undefined },
): Promise<SnapshotReport> {
  const report: SnapshotReport = { written: 0, unfinished: 0 };
  const { database } = services;
  while (!signal?.aborted) {
    const now = Date.now();
    const until = new Date(now + TAKEN_MS).toISOString();
    const request = await takeSnapshotRequest(database, new Date(now).toISOString(), until);
    if (!request) break;
    const isWhole = await writeOne(services, request, deadline);
    if (isWhole) report.written += 1;
    else report.unfinished += 1;
    if (!isWhole || Date.now() >= deadline) break;
  }
  return report;
}

async function writeOne(
  { database, library }: Pick<LibraryServices, "database" | "library">,
  request: TakenRequest,
  deadline: number,
): Promise<boolean> {
  const { userId } = request;
  try {
    const user = await findUser(database, userId);
    const isWanted = user !== undefined && user.removingSince === undefined;
    if (isWanted && !(await library.writeSnapshot(userId, deadline))) {
      await returnSnapshotRequest(database, request);
      return false;
    }
    await endSnapshotRequest(database, request);
  } catch (error) {
    // It stays taken for a while, so that others have their turn.
    logFault("a snapshot could not be written and is tried again later", { userId }, error);
  }
  await library.discard(userId);
  return true;
}
