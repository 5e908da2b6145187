import { createScheduledServices } from "#jobs/scheduled.ts";
import { scheduledConfig } from "#lib/config.ts";
import { continueCheck, startCheck } from "#lib/integrity/manage-integrity.ts";
import type { IntegrityRun } from "#lib/integrity/walk-state.ts";

/* A process that checks everything once, as the scheduled function does, and tells its parent what came of it. */

export interface WalkResult {
  seconds: number;
  run: IntegrityRun;
}

const HOUR_MS = 60 * 60_000;

const services = createScheduledServices(scheduledConfig());
const startedAt = performance.now();
const { id } = await startCheck(services, "check");
const options = { deadline: Date.now() + HOUR_MS, trashDays: services.config.trashDays };
const run = await continueCheck(services, id, options);
if (run?.phase !== "done") throw new Error(`Expected the check to end but it is in ${run?.phase}`);
process.send?.({ seconds: (performance.now() - startedAt) / 1000, run } satisfies WalkResult);
