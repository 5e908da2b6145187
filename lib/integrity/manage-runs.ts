import { recordAudit } from "#lib/audit/record-audit.ts";
import type { RequestActor } from "#lib/audit/request-actor.ts";
import { AppError } from "#lib/errors.ts";
import type { Services } from "#lib/services.ts";
import type { IntegrityRun } from "./integrity-run.ts";
import { listRuns } from "./integrity-run-repository.ts";
import { continueIntegrityRun, startIntegrityRun } from "./run-integrity.ts";

/** How long one request goes on with a run, below what hosting allows a request. */
const REQUEST_MS = 8_000;
const RUNS_SHOWN = 10;

/** The newest runs, latest first. */
export function listIntegrityRuns({ database }: Pick<Services, "database">): Promise<IntegrityRun[]> {
  return listRuns(database, RUNS_SHOWN);
}

/** Begins a run on an admin's behalf and goes on with it for some seconds. */
export async function beginIntegrityRun(
  services: Services,
  by: RequestActor,
  mode: IntegrityRun["mode"],
): Promise<IntegrityRun> {
  await recordAudit(services, { action: "integrity_checked", ...by, details: { mode } });
  const run = await startIntegrityRun(services, mode);
  return (await continueIntegrityRun(services, run.id, Date.now() + REQUEST_MS)) ?? run;
}

/** Goes on with a run for some seconds. @throws AppError `not_found` */
export async function resumeIntegrityRun(services: Services, runId: string): Promise<IntegrityRun> {
  const run = await continueIntegrityRun(services, runId, Date.now() + REQUEST_MS);
  if (!run) throw new AppError("not_found", "There is no such check.");
  return run;
}
