import { ulid } from "ulid";
import type { Services } from "#lib/services.ts";
import { describeDevice } from "./device.ts";
import { UNKNOWN_ADDRESS } from "./rate-limit.ts";
import { type Client, isSessionAlive, type Session, sessionsToDrop } from "./session.ts";
import { createSession, deleteSession, listStoredSessions } from "./session-repository.ts";
import type { User } from "./user.ts";

/** Begins a session of a user who has just proved who they are, and drops those that have ended or are too many. */
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
