import { ulid } from "ulid";
import { recordAudit } from "#lib/audit/record-audit.ts";
import type { RequestActor } from "#lib/audit/request-actor.ts";
import { CONFLICT, retryOnConflict } from "#lib/database/compare-and-set.ts";
import { AppError } from "#lib/errors.ts";
import type { Services } from "#lib/services.ts";
import type { IntegrityServices } from "./check-folder.ts";
import type { StoredFinding } from "./finding.ts";
import { createRound, runIntegrityWalk, type WalkOptions } from "./integrity-walk.ts";
import { recheckFinding } from "./recheck-finding.ts";
import { findRun, listRuns, readWalk, saveWalk, storeRun } from "./walk-repository.ts";
import type { IntegrityRun, RepairReport, WalkView } from "./walk-state.ts";

/** How long one request repairs, below what hosting allows a request. */
const REQUEST_MS = 8_000;
/**
 * How long one request checks: whoever follows a check sees how far it is, and the schedule continues it in any case.
 */
const CHECK_REQUEST_MS = 1_000;
const DAY_MS = 24 * 60 * 60_000;
const RUNS_SHOWN = 10;

/**
 * The newest checks, latest first, and what the walk has found, the oldest first; `patrol` is absent before its first
 * step.
 */
export async function getIntegrity({
  database,
}: Pick<Services, "database">): Promise<{ runs: IntegrityRun[]; patrol: WalkView | undefined }> {
  const [{ state }, history] = await Promise.all([readWalk(database), listRuns(database, RUNS_SHOWN)]);
  const current = state?.check;
  const runs = [...(current ? [current] : []), ...history.filter(({ id }) => id !== current?.id)];
  const findings = state?.findings.toSorted((a, b) => a.since.localeCompare(b.since)) ?? [];
  return { runs, patrol: state && { ...state, findings } };
}

/**
 * Starts a check of everything: a new round of the walk. `repair` repairs what it finds, `check` only reports. Returns
 * it, to be continued; one of the same mode that is in progress is returned as it is, one of the other mode ends.
 * @throws AppError `unavailable` when the walk keeps changing
 */
export async function startCheck(
  { database }: Pick<Services, "database">,
  mode: IntegrityRun["mode"],
  { now = Date.now, id }: { now?: () => number; id?: string } = {},
): Promise<IntegrityRun> {
  return retryOnConflict("The integrity walk", async () => {
    const { state, findings, revision } = await readWalk(database);
    if (state?.check?.mode === mode) return state.check;
    const round = await createRound(database, { now }, state ?? { findings });
    const { checked, sums, totalsBefore, at } = round;
    const check: IntegrityRun = {
      id: id ?? ulid(now()),
      mode,
      startedAt: at,
      phase: "users",
      checked,
      totalsBefore: totalsBefore.totals,
      sums,
      counts: {},
      repaired: {},
      findings: [],
    };
    if (state?.check) await storeRun(database, { ...state.check, phase: "done", finishedAt: at });
    return (await saveWalk(database, { ...round, check }, revision)) ? check : CONFLICT;
  });
}

/**
 * Continues a check until it is done or the deadline has passed. Returns its progress, undefined when there is no such
 * check. One that an earlier version left unfinished starts again.
 */
export async function continueCheck(
  services: IntegrityServices,
  runId: string,
  options: Omit<WalkOptions, "images">,
): Promise<IntegrityRun | undefined> {
  const { state } = await readWalk(services.database);
  if (state?.check?.id !== runId) {
    const stored = await findRun(services.database, runId);
    if (!stored || stored.phase === "done") return stored;
    const started = await startCheck(services, stored.mode, { id: runId });
    if (started.id !== runId) {
      const ended: IntegrityRun = { ...stored, phase: "done", finishedAt: started.startedAt };
      await storeRun(services.database, ended);
      return ended;
    }
  }
  await runIntegrityWalk(services, { ...options, images: Number.POSITIVE_INFINITY });
  const after = await readWalk(services.database);
  return after.state?.check?.id === runId ? after.state.check : findRun(services.database, runId);
}

/** Starts a check on an admin's behalf and continues it for a second. */
export async function requestCheck(
  services: Services,
  by: RequestActor,
  mode: IntegrityRun["mode"],
): Promise<IntegrityRun> {
  await recordAudit(services, { action: "integrity_checked", ...by, details: { mode } });
  const run = await startCheck(services, mode);
  return (await continueCheck(services, run.id, requestOptions(services))) ?? run;
}

/** Continues a check for a second. @throws AppError `not_found` */
export async function continueRequestedCheck(services: Services, runId: string): Promise<IntegrityRun> {
  const run = await continueCheck(services, runId, requestOptions(services));
  if (!run) throw new AppError("not_found", "There is no such check.");
  return run;
}

const requestOptions = ({ config }: Services) => ({
  deadline: Date.now() + CHECK_REQUEST_MS,
  trashDays: config.trashDays,
});

/** The scheduled job: continues the current check, or starts one when the last one started a day ago. */
export async function runScheduledCheck(
  services: IntegrityServices,
  options: Omit<WalkOptions, "images">,
): Promise<{ users: number; findings: number }> {
  const { runs } = await getIntegrity(services);
  const [newest] = runs;
  const isDue = newest === undefined || (options.now ?? Date.now)() - Date.parse(newest.startedAt) > DAY_MS;
  if (newest?.phase === "done" && !isDue) return { users: 0, findings: 0 };
  const { id } = newest && newest.phase !== "done" ? newest : await startCheck(services, "check", options);
  const run = await continueCheck(services, id, options);
  const findings = Object.values(run?.counts ?? {}).reduce((sum, count) => sum + count, 0);
  return { users: run?.checked.users ?? 0, findings };
}

/**
 * Repairs what the walk has found: all of it, or the findings with these ids. Each is looked at again before, and
 * forgotten when it is resolved.
 */
export async function repairFindings(
  services: Services,
  by: RequestActor,
  ids: string[] | undefined,
  now: Date = new Date(),
): Promise<RepairReport> {
  const { findings } = await readWalk(services.database);
  const deadline = Date.now() + REQUEST_MS;
  const closed: StoredFinding[] = [];
  const report: RepairReport = { repaired: 0, left: 0, isMore: false };
  for (const finding of findings.filter(({ id }) => ids === undefined || ids.includes(id))) {
    if (Date.now() > deadline) {
      report.isMore = true;
      break;
    }
    const outcome = await recheckFinding(services, finding, { isRepairing: true, now: now.getTime() });
    if (outcome === "present") report.left += 1;
    else closed.push(finding);
    if (outcome === "repaired") report.repaired += 1;
  }
  await closeFindings(services, closed);
  if (report.repaired > 0) {
    await recordAudit(services, { action: "faults_repaired", ...by, details: { count: report.repaired } });
  }
  return report;
}

async function closeFindings({ database }: Services, closed: StoredFinding[]): Promise<void> {
  const ids = new Set(closed.map(({ id }) => id));
  await retryOnConflict("The list of findings", async () => {
    const { state, revision } = await readWalk(database);
    if (!state || ids.size === 0) return;
    const findings = state.findings.filter(({ id }) => !ids.has(id));
    if (!(await saveWalk(database, { ...state, findings }, revision))) return CONFLICT;
  });
}
