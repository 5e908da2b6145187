import { recordAudit } from "#lib/audit/record-audit.ts";
import type { RequestActor } from "#lib/audit/request-actor.ts";
import { AppError } from "#lib/errors.ts";
import type { Services } from "#lib/services.ts";
import { deleteSession } from "./session-repository.ts";
import type { User } from "./user.ts";

/** Ends one session or API token of a user at once. @throws AppError `not_found` when there is none of that id */
export async function endSession(
  services: Pick<Services, "config" | "database">,
  by: RequestActor,
  user: Pick<User, "id" | "email">,
  sessionId: string,
): Promise<void> {
  const ended = await deleteSession(services.database, { userId: user.id, id: sessionId });
  if (!ended) throw new AppError("not_found", "There is no such session.");
  await recordAudit(services, { action: "session_ended", ...by, subject: user, details: { device: ended.device } });
}
