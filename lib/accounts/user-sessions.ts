import { ulid } from "ulid";
import { recordAudit } from "#lib/audit/record-audit.ts";
import type { RequestActor } from "#lib/audit/request-actor.ts";
import { AppError } from "#lib/errors.ts";
import type { Services } from "#lib/services.ts";
import { refuseIfProtected } from "./configured-admin.ts";
import { describeDevice } from "./device.ts";
import { UNKNOWN_ADDRESS } from "./rate-limit.ts";
import { type Client, isSessionAlive, type Session, type SessionView, sessionsToDrop } from "./session.ts";
import { createSession, deleteSession, listStoredSessions } from "./session-repository.ts";
import type { User } from "./user.ts";
import { revokeSessions } from "./user-repository.ts";

/** Starts a session of a user who has just proved their identity, and drops those that have ended or are too many. */
export async function startSession(
  { config, database }: Pick<Services, "config" | "database">,
  user: User,
  kind: Session["kind"],
  client: Client,
): Promise<Session> {
  const now = Date.now();
  const session: Session = {
    id: ulid(now),
    userId: user.id,
    kind,
    sessionVersion: user.sessionVersion,
    device: describeDevice(client.userAgent),
    ...(client.address === UNKNOWN_ADDRESS ? {} : { address: client.address }),
    createdAt: new Date(now).toISOString(),
    lastUsedAt: new Date(now).toISOString(),
    expiresAt: new Date(now + config.sessionSeconds * 1000).toISOString(),
  };
  await createSession(database, session);
  const stored = await listStoredSessions(database, user.id);
  const dropped = sessionsToDrop(stored, session, (other) => isSessionAlive(other, user, config, now));
  await Promise.all(dropped.map((other) => deleteSession(database, other)));
  return session;
}

/** A user's sessions and API tokens, the current one first, then by last use. */
export async function viewSessions(
  { config, database }: Pick<Services, "config" | "database">,
  user: User,
  current: Pick<Session, "id">,
): Promise<SessionView[]> {
  const sessions = await listStoredSessions(database, user.id);
  return sessions
    .filter((session) => isSessionAlive(session, user, config))
    .map(({ id, kind, device, address, createdAt, lastUsedAt, expiresAt }) => ({
      id,
      kind,
      device,
      ...(address === undefined ? {} : { address }),
      createdAt,
      lastUsedAt,
      expiresAt,
      isCurrent: id === current.id,
    }))
    .sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent) || b.lastUsedAt.localeCompare(a.lastUsedAt));
}

/** Ends one session or API token of a user immediately. @throws AppError `not_found` when there is none of that id */
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
