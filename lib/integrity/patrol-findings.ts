import { recordAudit } from "#lib/audit/record-audit.ts";
import type { RequestActor } from "#lib/audit/request-actor.ts";
import { AppError } from "#lib/errors.ts";
import type { Services } from "#lib/services.ts";
import { lookAgain } from "./look-again.ts";
import type { PatrolFinding, PatrolView, RepairReport } from "./patrol.ts";
import { readPatrol, savePatrol } from "./patrol-repository.ts";

/** How long one request goes on with repairs, below what hosting allows a request. */
const REQUEST_MS = 8_000;
const MAX_SAVE_ATTEMPTS = 5;

/** What the patrol sees, the oldest fault first; undefined before its first walk. */
export async function getPatrol({ database }: Pick<Services, "database">): Promise<PatrolView | undefined> {
  const { patrol } = await readPatrol(database);
  return patrol && { ...patrol, findings: patrol.findings.toSorted((a, b) => a.since.localeCompare(b.since)) };
}

/**
 * Mends what the patrol has found: all of it, or the findings named by id. Each is looked at once more before, and
 * forgotten when it is no more.
 */
export async function repairPatrolFindings(
  services: Services,
  by: RequestActor,
  ids: string[] | undefined,
  now: Date = new Date(),
): Promise<RepairReport> {
  const { patrol } = await readPatrol(services.database);
  const wanted = (patrol?.findings ?? []).filter(({ id }) => ids === undefined || ids.includes(id));
  const deadline = Date.now() + REQUEST_MS;
  const settled: PatrolFinding[] = [];
  const report: RepairReport = { repaired: 0, left: 0, isMore: false };
  for (const finding of wanted) {
    if (Date.now() > deadline) {
      report.isMore = true;
      break;
    }
    const outcome = await lookAgain(services, finding, { isRepairing: true, now: now.getTime() });
    if (outcome === "there") report.left += 1;
    else settled.push(finding);
    if (outcome === "repaired") report.repaired += 1;
  }
  await forget(services, settled);
  if (report.repaired > 0) {
    await recordAudit(services, { action: "faults_repaired", ...by, details: { count: report.repaired } });
  }
  return report;
}

async function forget({ database }: Services, settled: PatrolFinding[]): Promise<void> {
  const gone = new Set(settled.map(({ id }) => id));
  for (let attempt = 0; attempt < MAX_SAVE_ATTEMPTS; attempt++) {
    const { patrol, revision } = await readPatrol(database);
    if (!patrol || gone.size === 0) return;
    const findings = patrol.findings.filter(({ id }) => !gone.has(id));
    if (await savePatrol(database, { ...patrol, findings }, revision)) return;
  }
  throw new AppError("unavailable", "The list of faults is changing too fast right now. Please try again.");
}
