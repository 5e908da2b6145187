import { createHash } from "node:crypto";
import { ulid } from "ulid";
import type { WebConfig } from "#lib/config.ts";
import type { Database } from "#lib/database/database.ts";
import type { AuditAction, AuditActor, AuditEvent } from "./audit-event.ts";
import { appendAuditEvent, claimMark, isViewMarked, markView } from "./audit-repository.ts";

/** What writing to the audit log takes. */
export interface AuditServices {
  database: Database;
  config: Pick<WebConfig, "auditRetentionDays">;
}

/** What the log keeps of a user. */
interface AuditedUser {
  id: string;
  email: string;
}

export interface AuditEntry {
  action: AuditAction;
  actor: AuditActor;
  subject?: AuditedUser | undefined;
  address?: string | undefined;
  details?: Record<string, string | number | boolean>;
}

const DAY_SECONDS = 24 * 60 * 60;
const HOUR_MS = 60 * 60 * 1000;

/** Appends to the audit log. What cannot be recorded is not done, so errors pass through. */
export async function recordAudit({ database, config }: AuditServices, entry: AuditEntry): Promise<void> {
  const { action, actor, subject, address, details } = entry;
  const now = Date.now();
  const event: AuditEvent = {
    id: ulid(now),
    at: new Date(now).toISOString(),
    action,
    actor,
    ...(subject && subject.id !== actor.id ? { subject: { id: subject.id, email: subject.email } } : {}),
    ...(address ? { address } : {}),
    ...(details && Object.keys(details).length > 0 ? { details } : {}),
  };
  await appendAuditEvent(database, event, Math.floor(now / 1000) + config.auditRetentionDays * DAY_SECONDS);
}

/** As recordAudit, once an hour for the same entry: for looking, which pages do again by themselves. */
export async function recordView(services: AuditServices, entry: AuditEntry): Promise<void> {
  const { database } = services;
  const mark = toMark(entry);
  if (await isViewMarked(database, mark.hash, mark.hour)) return;
  await recordAudit(services, entry);
  await markView(database, mark.hash, mark.hour, mark.expiresAtSeconds);
}

/**
 * As recordAudit, at most once an hour for the same entry: for what anybody can repeat as often as they like. Unlike a
 * view, one may be lost when the process ends midway. Entries that differ in what `alike` leaves out are the same.
 */
export async function recordHourly(services: AuditServices, entry: AuditEntry, alike = entry): Promise<void> {
  const mark = toMark(alike);
  const isFirst = await claimMark(services.database, mark.hash, mark.hour, mark.expiresAtSeconds);
  if (isFirst) await recordAudit(services, entry);
}

function toMark(entry: AuditEntry): { hash: string; hour: string; expiresAtSeconds: number } {
  const now = Date.now();
  return {
    hash: createHash("sha256").update(JSON.stringify(entry)).digest("hex"),
    hour: new Date(Math.floor(now / HOUR_MS) * HOUR_MS).toISOString(),
    expiresAtSeconds: Math.floor((now + 2 * HOUR_MS) / 1000),
  };
}

/** A signed-in user as the one who does something. */
export function userActor(user: AuditedUser): AuditActor {
  return { kind: "user", id: user.id, email: user.email };
}
