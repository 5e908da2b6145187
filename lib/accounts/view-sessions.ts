import { z } from "zod";
import type { Services } from "#lib/services.ts";
import { isSessionAlive, type Session, sessionKinds } from "./session.ts";
import { listStoredSessions } from "./session-repository.ts";
import type { User } from "./user.ts";

/** A session as its user sees it. */
export const sessionViewSchema = z
  .object({
    id: z.string(),
    kind: z.enum(sessionKinds),
    device: z.string().describe("What the client said it is, such as `Firefox on Windows`"),
    address: z.string().optional().describe("Network address it was last used from, where that is known"),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().describe("To within five minutes"),
    expiresAt: z.iso.datetime().describe("When it ends at the latest"),
    isCurrent: z.boolean().describe("Whether this very request was made with it"),
  })
  .meta({ id: "Session" });
export type SessionView = z.infer<typeof sessionViewSchema>;

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
