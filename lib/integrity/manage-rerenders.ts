import type { AuditAction } from "#lib/audit/audit-event.ts";
import { recordAudit } from "#lib/audit/record-audit.ts";
import type { RequestActor } from "#lib/audit/request-actor.ts";
import { AppError } from "#lib/errors.ts";
import { isActive, type RerenderCommand, type RerenderRun } from "#lib/processing/rerender-run.ts";
import { changeRerender, findRerender } from "#lib/processing/rerender-run-repository.ts";
import type { Services } from "#lib/services.ts";
import { startRerender } from "./start-rerender.ts";

/** What each command makes of a re-render, and its name in the audit log. */
const states = {
  pause: { state: "paused", action: "rerender_paused" },
  resume: { state: "running", action: "rerender_resumed" },
  cancel: { state: "cancelled", action: "rerender_cancelled" },
} as const satisfies Record<RerenderCommand, { state: RerenderRun["state"]; action: AuditAction }>;

/** Begins a re-render on an admin's behalf. @throws AppError `invalid_state` while another is under way */
export async function beginRerender(
  services: Services,
  by: RequestActor,
  options: { isForced: boolean; pacePerMinute?: number | undefined },
): Promise<RerenderRun> {
  const run = await startRerender(services, { ...options, startedBy: by.actor.email });
  if (!run) throw new AppError("invalid_state", "A re-render is already in progress.");
  const details = { number: run.number, pacePerMinute: run.pacePerMinute, everything: run.isForced };
  await recordAudit(services, { action: "rerender_started", ...by, details });
  return run;
}

/**
 * Pauses, resumes or cancels a re-render, and changes its pace. Saying the same twice does it once.
 * @throws AppError `not_found`; `invalid_state` when it has ended
 */
export async function controlRerender(
  services: Services,
  by: RequestActor,
  number: number,
  { command, pacePerMinute }: { command?: RerenderCommand | undefined; pacePerMinute?: number | undefined },
  now: Date = new Date(),
): Promise<RerenderRun> {
  const { database } = services;
  const before = await findRerender(database, number);
  if (!before) throw new AppError("not_found", "There is no such re-render.");
  const to = command && states[command];
  const after = await changeRerender(database, number, (run) =>
    isActive(run)
      ? {
          ...run,
          pacePerMinute: pacePerMinute ?? run.pacePerMinute,
          ...(to && to.state !== run.state ? { state: to.state, note: undefined } : {}),
          ...(command === "cancel" ? { finishedAt: now.toISOString() } : {}),
        }
      : undefined,
  );
  if (!after) {
    if (command === "cancel" && before.state === "cancelled") return before;
    throw new AppError("invalid_state", "This re-render has ended.", { details: { state: before.state } });
  }
  if (to && before.state !== to.state) await recordAudit(services, { action: to.action, ...by, details: { number } });
  if (after.pacePerMinute !== before.pacePerMinute) {
    const details = { number, from: before.pacePerMinute, to: after.pacePerMinute };
    await recordAudit(services, { action: "rerender_pace_changed", ...by, details });
  }
  return after;
}
