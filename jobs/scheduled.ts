import { continueBulkChanges } from "#lib/bulk/continue-bulk-changes.ts";
import { type ScheduledConfig, scheduledConfig } from "#lib/config.ts";
import { createDatabase } from "#lib/database/database.ts";
import { continueRerender } from "#lib/integrity/continue-rerender.ts";
import { runIntegrityWalk } from "#lib/integrity/integrity-walk.ts";
import { runScheduledCheck } from "#lib/integrity/manage-integrity.ts";
import { removeRetiredRenditions } from "#lib/integrity/remove-retired-renditions.ts";
import { openIndexFolder } from "#lib/library/index-folder.ts";
import { createOwnThread } from "#lib/library/index-threads.ts";
import type { LibraryIndex } from "#lib/library/library-index.ts";
import { createLibrary } from "#lib/library/library-services.ts";
import { writeRequestedSnapshots } from "#lib/library/write-requested-snapshots.ts";
import { continueUserRemovals } from "#lib/operations/delete-user.ts";
import { collectDeadLetters } from "#lib/processing/collect-dead-letters.ts";
import { recordHeartbeat } from "#lib/processing/heartbeat-repository.ts";
import { sweepOpenImages } from "#lib/processing/sweep-open-images.ts";
import { countMessages, createQueue } from "#lib/queue/queue.ts";
import { createStorage } from "#lib/storage/storage.ts";

/* The entry of what runs by schedule: EventBridge Scheduler in the cloud, the parent process on one machine. */

/** How long one run of a job goes on, milliseconds; the next one continues. What is not in it takes a few seconds. */
export const runLimitsMs = {
  integrity: 120_000,
  /** A minute's part of what is stored takes this long at most, whatever it is to visit. */
  "integrity-walk": 40_000,
  "user-removals": 50_000,
  /** Large libraries are read from the table for this long; storing what was read comes after it. */
  snapshots: 150_000,
  "bulk-changes": 45_000,
  /** Until the next run the sweep may find the queue empty. */
  renditions: 40_000,
} as const;

export type ScheduledServices = ReturnType<typeof createScheduledServices>;

/** What each job does until it is done or `signal` ends it; its result is logged. */
export const jobs = {
  sweep: (services: ScheduledServices) => sweepOpenImages(services),
  "dead-letters": (services: ScheduledServices) => collectDeadLetters(services),
  integrity: (services: ScheduledServices, signal?: AbortSignal) =>
    runScheduledCheck(services, {
      trashDays: services.config.trashDays,
      deadline: Date.now() + runLimitsMs.integrity,
      signal,
    }),
  "integrity-walk": (services: ScheduledServices, signal?: AbortSignal) => {
    const { integrityImages: images, trashDays } = services.config;
    return runIntegrityWalk(services, {
      images,
      trashDays,
      deadline: Date.now() + runLimitsMs["integrity-walk"],
      signal,
    });
  },
  "user-removals": async (services: ScheduledServices) => ({
    removed: await continueUserRemovals(services, Date.now() + runLimitsMs["user-removals"]),
  }),
  "bulk-changes": (services: ScheduledServices, signal?: AbortSignal) =>
    continueBulkChanges(services, { deadline: Date.now() + runLimitsMs["bulk-changes"], signal }),
  snapshots: (services: ScheduledServices, signal?: AbortSignal) =>
    writeRequestedSnapshots(services, { deadline: Date.now() + runLimitsMs.snapshots, signal }),
  renditions: async (services: ScheduledServices, signal?: AbortSignal) => {
    const deadline = Date.now() + runLimitsMs.renditions;
    const [requested, removed] = await Promise.all([
      continueRerender(services, { deadline, signal }),
      removeRetiredRenditions(services, { deadline, signal }),
    ]);
    return { requested, removed };
  },
} as const satisfies Record<string, (services: ScheduledServices, signal?: AbortSignal) => Promise<object>>;

let services: ScheduledServices | undefined;

/**
 * Runs one job and returns its report.
 * @throws RangeError for a job that there is not; whatever the job throws, for the scheduler to try again
 */
export async function handler(event: { job: string }): Promise<object> {
  const job = Object.entries(jobs).find(([name]) => name === event.job)?.[1];
  if (!job) throw new RangeError(`Expected a job of ${Object.keys(jobs).join(", ")} but received "${event.job}"`);
  services ??= createScheduledServices(scheduledConfig());
  const report = await job(services);
  // Where nothing waits, no worker has to prove itself; where something does, only the worker can.
  if ((await countMessages(services.queue)) === 0) await recordHeartbeat(services.database, new Date().toISOString());
  console.log(JSON.stringify({ level: "INFO", message: "job done", job: event.job, ...report }));
  return report;
}

/** `connections` are other ways than the network. */
export function createScheduledServices(
  config: ScheduledConfig,
  connections: {
    database?: Parameters<typeof createDatabase>[1];
    storage?: Parameters<typeof createStorage>[1];
    queue?: Parameters<typeof createQueue>[1];
  } = {},
) {
  const clients = {
    database: createDatabase(config, connections.database),
    storage: createStorage(config, connections.storage),
    queue: createQueue(config, connections.queue),
  };
  let library: LibraryIndex | undefined;
  return {
    config,
    ...clients,
    /** Made when a job first needs it. Jobs serve no one, so that files are worked on in their own thread. */
    get library() {
      library ??= createLibrary(clients, {
        folder: openIndexFolder(),
        threads: createOwnThread(),
        writesSnapshots: false,
      });
      return library;
    },
  };
}
