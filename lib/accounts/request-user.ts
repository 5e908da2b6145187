import type { WebConfig } from "#lib/config.ts";
import type { Services } from "#lib/services.ts";
import { findSessionUser, readToken, sessionCookieName } from "./session-token.ts";
import type { User } from "./user.ts";

export interface RequestUser {
  user: User;
  /** A cookie is sent by the browser on its own, so what it authorises must also prove where it came from. */
  via: "cookie" | "bearer";
}

/** Who a request is from, by its bearer token or else its session cookie; undefined when neither stands. */
export async function findRequestUser(
  { config, database }: Pick<Services, "config" | "database">,
  credentials: { authorization: string | null; cookie: (name: string) => string | undefined },
): Promise<RequestUser | undefined> {
  const bearer = credentials.authorization?.match(/^Bearer +(\S+)$/i)?.[1];
  const via = credentials.authorization === null ? "cookie" : "bearer";
  const token = via === "bearer" ? bearer : credentials.cookie(sessionCookieName(config));
  if (!token) return undefined;
  const claims = await readToken(config, via === "bearer" ? "api-token" : "cookie", token);
  const user = await findSessionUser(database, claims);
  return user && { user: withConfiguredRole(config, user), via };
}

/** ADMIN_EMAILS counts at every request, so that a change of it does too; nothing of it is stored. */
function withConfiguredRole(config: Pick<WebConfig, "adminEmails">, user: User): User {
  return isConfiguredAdmin(config, user) ? { ...user, role: "admin" } : user;
}

/** Whether a user is an admin by ADMIN_EMAILS, whatever role is stored. */
export function isConfiguredAdmin(config: Pick<WebConfig, "adminEmails">, user: Pick<User, "email">): boolean {
  return config.adminEmails.has(user.email);
}
