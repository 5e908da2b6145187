import { recordAudit } from "#lib/audit/record-audit.ts";
import type { RequestActor } from "#lib/audit/request-actor.ts";
import type { Services } from "#lib/services.ts";
import { refuseIfProtected } from "./configured-admin.ts";
import type { User } from "./user.ts";
import { revokeSessions } from "./user-repository.ts";

/**
 * Ends every session, API token and reset link of a user, on their own behalf or an admin's.
 * @throws AppError `invalid_state` when ADMIN_EMAILS protects the account from that admin
 */
export async function endSessions(
  services: Pick<Services, "database" | "config">,
  by: RequestActor,
  user: User,
): Promise<void> {
  refuseIfProtected(services.config, by, user);
  await revokeSessions(services.database, user.id);
  await recordAudit(services, { action: "sessions_ended", ...by, subject: user });
}
