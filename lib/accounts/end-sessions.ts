import { type AuditServices, recordAudit } from "#lib/audit/record-audit.ts";
import type { RequestActor } from "#lib/audit/request-actor.ts";
import type { User } from "./user.ts";
import { revokeSessions } from "./user-repository.ts";

/** Ends every session and API token of a user, on their own behalf or an admin's. */
export async function endSessions(services: AuditServices, by: RequestActor, user: User): Promise<void> {
  await revokeSessions(services.database, user.id);
  await recordAudit(services, { action: "sessions_ended", ...by, subject: user });
}
