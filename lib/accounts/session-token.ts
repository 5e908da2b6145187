import { decode, encode, type JWT } from "next-auth/jwt";
import { z } from "zod";
import type { WebConfig } from "#lib/config.ts";
import type { Services } from "#lib/services.ts";
import { type Client, isSessionAlive, type Session } from "./session.ts";
import { findSessionWithUser } from "./session-repository.ts";
import type { User } from "./user.ts";
import { startSession } from "./user-sessions.ts";

type SessionServices = Pick<Services, "config" | "database">;

/** Another salt makes another key: an API token is no cookie and a cookie no API token. */
const API_TOKEN_SALT = "skylight-api-token";

/** Some kilobyte each. */
const MAX_KNOWN_TOKENS = 2_000;

const claimsSchema = z.object({ sub: z.string(), sid: z.string() });
export type SessionClaims = z.infer<typeof claimsSchema>;

export function sessionClaims({ userId, id }: Pick<Session, "userId" | "id">): SessionClaims {
  return { sub: userId, sid: id };
}

/**
 * The one place that decides whether a session or API token still counts. Every path, cookie or token, page or API,
 * comes through here. User and session are read together and consistently, so that what has ended ends at once.
 */
export async function findSession(
  { config, database }: SessionServices,
  claims: unknown,
): Promise<{ user: User; session: Session } | undefined> {
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success) return undefined;
  const found = await findSessionWithUser(database, { userId: parsed.data.sub, sessionId: parsed.data.sid });
  return found && isSessionAlive(found.session, found.user, config) ? found : undefined;
}

/** Begins an API token for `Authorization: Bearer`; `expiresAt` is when it ends (ISO 8601, UTC). */
export async function createApiToken(
  services: SessionServices,
  user: User,
  client: Client,
): Promise<{ token: string; expiresAt: string }> {
  const session = await startSession(services, user, "api-token", client);
  const token = await encode({
    token: { ...sessionClaims(session) },
    secret: services.config.secret,
    salt: API_TOKEN_SALT,
    maxAge: services.config.sessionSeconds,
  });
  return { token, expiresAt: session.expiresAt };
}

/** Begins a browser's session. Returns its cookie's value. */
export async function createSessionCookie(services: SessionServices, user: User, client: Client): Promise<string> {
  const session = await startSession(services, user, "browser", client);
  const { secret, sessionSeconds } = services.config;
  return encode({ token: { ...sessionClaims(session) }, secret, maxAge: sessionSeconds });
}

/**
 * Claims of tokens that were read before, for which a key need not be derived and nothing decrypted with each request:
 * what a token says never changes. Whether it still counts is asked each time.
 */
const readBefore = new WeakMap<Pick<WebConfig, "secret">, Map<string, Readonly<JWT>>>();

/** The claims in an API token or session cookie; undefined when it is forged, altered or past its end. */
export async function readToken(
  config: Pick<WebConfig, "secret">,
  kind: Session["kind"],
  token: string,
): Promise<unknown> {
  const known = readBefore.get(config) ?? new Map<string, Readonly<JWT>>();
  readBefore.set(config, known);
  const name = `${kind} ${token}`;
  let claims = known.get(name);
  if (!claims) {
    claims = await decodeToken(config, kind, token);
    if (!claims) return undefined;
    if (known.size >= MAX_KNOWN_TOKENS) known.clear();
    known.set(name, claims);
  }
  return isWithinLife(claims) ? claims : undefined;
}

async function decodeToken({ secret }: Pick<WebConfig, "secret">, kind: Session["kind"], token: string) {
  try {
    const salt = kind === "api-token" ? { salt: API_TOKEN_SALT } : {};
    const claims = await decode({ token, secret, ...salt });
    return claims ? Object.freeze(claims) : undefined;
  } catch {
    return undefined;
  }
}

function isWithinLife({ exp }: Readonly<JWT>): boolean {
  return typeof exp === "number" && Date.now() < exp * 1_000;
}
