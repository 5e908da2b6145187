import { decode, encode } from "next-auth/jwt";
import { z } from "zod";
import type { WebConfig } from "#lib/config.ts";
import type { Database } from "#lib/database/database.ts";
import type { User } from "./user.ts";
import { findUser } from "./user-repository.ts";

/** Another salt makes another key: an API token is no cookie and a cookie no API token. */
const API_TOKEN_SALT = "skylight-api-token";

const claimsSchema = z.object({ sub: z.string(), sessionVersion: z.number().int() });
export type SessionClaims = z.infer<typeof claimsSchema>;

export function sessionClaims(user: User): SessionClaims {
  return { sub: user.id, sessionVersion: user.sessionVersion };
}

/**
 * The one place that decides whether a session or API token still stands: its user exists, is not disabled, and has
 * not ended their sessions since. Every path, cookie or token, page or API, comes through here.
 */
export async function findSessionUser(database: Database, claims: unknown): Promise<User | undefined> {
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success) return undefined;
  const user = await findUser(database, parsed.data.sub);
  const stands = user && user.disabledAt === undefined && user.sessionVersion === parsed.data.sessionVersion;
  return stands ? user : undefined;
}

/** An API token for `Authorization: Bearer`, and when it ends (ISO 8601, UTC). */
export async function createApiToken(config: WebConfig, user: User): Promise<{ token: string; expiresAt: string }> {
  const token = await encode({
    token: sessionClaims(user),
    secret: config.secret,
    salt: API_TOKEN_SALT,
    maxAge: config.sessionSeconds,
  });
  return { token, expiresAt: new Date(Date.now() + config.sessionSeconds * 1000).toISOString() };
}

/** The claims in an API token or session cookie; undefined when it is forged, altered or past its end. */
export async function readToken(config: WebConfig, kind: "api-token" | "cookie", token: string): Promise<unknown> {
  try {
    const salt = kind === "api-token" ? { salt: API_TOKEN_SALT } : {};
    return (await decode({ token, secret: config.secret, ...salt })) ?? undefined;
  } catch {
    return undefined;
  }
}

/** A session cookie's value. */
export function createSessionCookie(config: WebConfig, user: User): Promise<string> {
  return encode({ token: sessionClaims(user), secret: config.secret, maxAge: config.sessionSeconds });
}

/** next-auth's own name for it: with the `__Secure-` prefix where the site is served over TLS. */
export function sessionCookieName(config: WebConfig): string {
  return config.appUrl.startsWith("https:") ? "__Secure-next-auth.session-token" : "next-auth.session-token";
}
