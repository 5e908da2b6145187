import { putNextRevision } from "#lib/database/compare-and-set.ts";
import type { Database } from "#lib/database/database.ts";
import { findItem } from "#lib/database/get-items.ts";
import { keys, partitions } from "#lib/database/keys.ts";
import { queryPage } from "#lib/database/query.ts";
import { putItem } from "#lib/database/write-items.ts";
import { storedFindingSchema } from "./finding.ts";
import { type IntegrityRun, integrityRunSchema, type WalkState, walkStateSchema } from "./walk-state.ts";

export interface StoredWalk {
  /** Undefined before the first step, and when another version stored it in a form that this one cannot continue. */
  state: WalkState | undefined;
  /** What is known to be wrong, also where the state cannot be continued. */
  findings: WalkState["findings"];
  revision: number;
}

export async function readWalk(database: Database): Promise<StoredWalk> {
  const item = await findItem(database, keys.integrityWalk());
  if (!item) return { state: undefined, findings: [], revision: 0 };
  const state = walkStateSchema.safeParse(item).data;
  const stored: unknown[] = Array.isArray(item.findings) ? item.findings : [];
  const findings = state?.findings ?? stored.flatMap((one) => storedFindingSchema.safeParse(one).data ?? []);
  return { state, findings, revision: Number(item.revision) };
}

/** Stores the state provided the stored one still has that revision. Returns whether it had. */
export function saveWalk(database: Database, state: WalkState, revision: number): Promise<boolean> {
  return putNextRevision(database, keys.integrityWalk(), state, revision || undefined);
}

/** Stores a check in the history; storing it again replaces it. */
export async function storeRun(database: Database, run: IntegrityRun): Promise<void> {
  await putItem(database, { ...keys.integrityRun(run.id), ...run });
}

export async function findRun(database: Database, runId: string): Promise<IntegrityRun | undefined> {
  const item = await findItem(database, keys.integrityRun(runId));
  return integrityRunSchema.safeParse(item).data;
}

/** The newest checks of the history, latest first; those stored in another version's form are left out. */
export async function listRuns(database: Database, limit: number): Promise<IntegrityRun[]> {
  const { items } = await queryPage(database, {
    where: "pk = :pk",
    values: { ":pk": partitions.integrityRuns() },
    isDescending: true,
    limit,
  });
  return items.flatMap((item) => integrityRunSchema.safeParse(item).data ?? []);
}
