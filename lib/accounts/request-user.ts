import type { Services } from "#lib/services.ts";
import { hasAdminRole } from "./configured-admin.ts";
import { sessionCookieName } from "./cookies.ts";
import { UNKNOWN_ADDRESS } from "./rate-limit.ts";
import { isTouchDue, type Session } from "./session.ts";
import { touchSession } from "./session-repository.ts";
import { findSession, readToken } from "./session-token.ts";
import type { User } from "./user.ts";

export interface RequestUser {
  user: User;
  session: Session;
  /** A cookie is sent by the browser on its own, so what it authorises must also prove where it came from. */
  via: "cookie" | "bearer";
}

/** Who a request is from, by its bearer token or else its session cookie; undefined when neither counts. */
export async function findRequestUser(
  { config, database }: Pick<Services, "config" | "database">,
  credentials: {
    authorization: string | null;
    cookie: (name: string) => string | undefined;
    /** Where the request came from. */
    address?: string;
    /** Whom the page that asks is for. A session of somebody else does not count. */
    meantUserId?: string | undefined;
  },
): Promise<RequestUser | undefined> {
  const bearer = credentials.authorization?.match(/^Bearer +(\S+)$/i)?.[1];
  const via = credentials.authorization === null ? "cookie" : "bearer";
  const token = via === "bearer" ? bearer : credentials.cookie(sessionCookieName(config));
  if (!token) return undefined;
  const claims = await readToken(config, via === "bearer" ? "api-token" : "browser", token);
  const found = await findSession({ config, database }, claims);
  if (!found) return undefined;
  const { user, session } = found;
  const { meantUserId = user.id } = credentials;
  if (via === "cookie" && meantUserId !== user.id) return undefined;
  if (isTouchDue(session, config)) {
    const { address = UNKNOWN_ADDRESS } = credentials;
    await touchSession(database, session, {
      lastUsedAt: new Date().toISOString(),
      ...(address === UNKNOWN_ADDRESS ? {} : { address }),
    });
  }
  // ADMIN_EMAILS counts at every request, so that a change of it does too.
  return { user: hasAdminRole(config, user) ? { ...user, role: "admin" } : user, session, via };
}
