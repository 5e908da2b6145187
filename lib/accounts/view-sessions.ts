import type { Services } from "#lib/services.ts";
import { isSessionAlive, type Session, type SessionView } from "./session.ts";
import { listStoredSessions } from "./session-repository.ts";
import type { User } from "./user.ts";

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
