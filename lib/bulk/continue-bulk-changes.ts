import { logFault } from "#lib/log-fault.ts";
import { deleteLargeFolder } from "#lib/storage/objects.ts";
import type { BulkChange } from "./bulk-change.ts";
import { changePrefix } from "./bulk-objects.ts";
import { deleteBulkChange, listExpiredBulkChanges, listOpenBulkChanges } from "./bulk-repository.ts";
import type { ChangeServices } from "./change-image.ts";
import { giveUpCollecting, resumeBulkChange } from "./run-bulk-change.ts";

/** Changes in which one run takes turns. */
const BATCH_SIZE = 25;
const TURN_MS = 5_000;
/** Longer than any request that may still be writing down its images. */
const COLLECTING_MS = 15 * 60_000;
/** Clocks differ: one that can just be undone is not to be forgotten at the same moment. */
const GRACE_MS = 60 * 60_000;

export interface BulkReport {
  /** Changes that came to their end. */
  ended: number;
  /** Changes that were forgotten, with what was there before them. */
  forgotten: number;
}

/**
 * The scheduled job: continues changes that no process works on, each in turn for a few seconds, and forgets those
 * whose time is over. One that fails is logged and comes again with the next run.
 */
export async function continueBulkChanges(
  services: ChangeServices,
  { deadline, signal, now = Date.now }: { deadline: number; signal?: AbortSignal | undefined; now?: () => number },
): Promise<BulkReport> {
  const report: BulkReport = { ended: 0, forgotten: 0 };
  const isTimeUp = () => Date.now() >= deadline || signal?.aborted === true;
  const { database } = services;
  let open = await listOpenBulkChanges(database, BATCH_SIZE);
  while (open.length > 0 && !isTimeUp()) {
    const unfinished: BulkChange[] = [];
    let hasWorked = false;
    for (const change of open) {
      if (isTimeUp()) break;
      const turnEnd = Math.min(deadline, Date.now() + TURN_MS) - Date.now() + now();
      const after = await takeTurn(services, change, { deadline: turnEnd, signal, now });
      hasWorked ||= after !== undefined;
      if (after?.state === "running") unfinished.push(after);
      else if (after) report.ended += 1;
      // What it waits for may come to its end in this run.
      else if (change.waitsFor) unfinished.push(change);
    }
    open = hasWorked ? unfinished : [];
  }
  report.forgotten = await forgetExpired(services, now() - GRACE_MS, isTimeUp, deadline);
  return report;
}

async function forgetExpired(
  { database, storage }: ChangeServices,
  beforeMs: number,
  isTimeUp: () => boolean,
  deadline: number,
): Promise<number> {
  const before = new Date(beforeMs).toISOString();
  for (let forgotten = 0; ; ) {
    const expired = await listExpiredBulkChanges(database, before, BATCH_SIZE);
    for (const change of expired) {
      if (isTimeUp() || !(await deleteLargeFolder(storage, changePrefix(change), deadline))) return forgotten;
      await deleteBulkChange(database, change);
      forgotten += 1;
    }
    if (expired.length < BATCH_SIZE) return forgotten;
  }
}

async function takeTurn(
  services: ChangeServices,
  change: BulkChange,
  options: { deadline: number; signal: AbortSignal | undefined; now: () => number },
): Promise<BulkChange | undefined> {
  try {
    if (change.state === "collecting") {
      const nowMs = options.now();
      // Its clock may have been ahead.
      const isDead = Math.abs(nowMs - Date.parse(change.createdAt)) >= COLLECTING_MS;
      return isDead ? await giveUpCollecting(services.database, change, nowMs) : undefined;
    }
    return await resumeBulkChange(services, change, options);
  } catch (error) {
    logFault("a change of many images failed and is tried again later", { id: change.id }, error);
    return undefined;
  }
}
