import { createHmac, timingSafeEqual } from "node:crypto";
import type { WebConfig } from "#lib/config.ts";
import type { Share } from "./share.ts";

/*
 * Whoever unlocked a share has a cookie that says so until it ends, made with the server's secret. It names the share
 * and its password as that was, so that a new password shuts everybody out.
 */

/** A visit lasts a day. */
export const VISIT_SECONDS = 24 * 60 * 60;

/** For so long a browser keeps the cookie, by which it is known to have been let in. */
const KNOWN_SECONDS = 30 * VISIT_SECONDS;

/** Where visitors' calls are served, also by an API gateway, which leaves the prefix out. */
export const API_PATHS = ["/api/shared", "/shared"] as const;

type ReadCookie = (name: string) => string | undefined;
type CookieConfig = Pick<WebConfig, "secret" | "appUrl">;

function visitCookieName({ appUrl }: Pick<WebConfig, "appUrl">, shareId: string): string {
  // Over TLS only this site's own secure pages can set a cookie of that prefix (RFC 6265bis, 4.1.3.1).
  return `${appUrl.startsWith("https:") ? "__Secure-" : ""}skylight.share.${shareId}`;
}

/**
 * The values of `Set-Cookie` that let a visitor in, for the paths of its page and of the API, as no other needs them.
 */
export function toVisitCookies(
  config: CookieConfig,
  share: Share,
  token: string,
  nowMs: number = Date.now(),
): string[] {
  const endsAt = String(Math.floor(nowMs / 1000) + VISIT_SECONDS);
  const value = `${endsAt}.${sign(config, share, endsAt)}`;
  const secure = config.appUrl.startsWith("https:") ? "; Secure" : "";
  return ["/s", ...API_PATHS].map(
    (path) =>
      `${visitCookieName(config, share.id)}=${value}; Path=${path}/${token}; Max-Age=${KNOWN_SECONDS}; HttpOnly; SameSite=Lax${secure}`,
  );
}

/** Whether a visitor unlocked a share less than a day ago. */
export function isUnlockedBy(
  config: CookieConfig,
  share: Share,
  cookie: ReadCookie,
  nowMs: number = Date.now(),
): boolean {
  return (readVisit(config, share, cookie) ?? 0) * 1000 > nowMs;
}

/** Whether a visitor unlocked a share with the password that it still has, however long ago. */
export function wasUnlockedBy(config: CookieConfig, share: Share, cookie: ReadCookie): boolean {
  return readVisit(config, share, cookie) !== undefined;
}

/** When the visit ends that a genuine cookie is of, in seconds since the epoch. */
function readVisit(config: CookieConfig, share: Share, cookie: ReadCookie): number | undefined {
  const [endsAt = "", given = ""] = cookie(visitCookieName(config, share.id))?.split(".") ?? [];
  const [signature, expected] = [Buffer.from(given), Buffer.from(sign(config, share, endsAt))];
  const isGenuine = signature.length === expected.length && timingSafeEqual(signature, expected);
  return isGenuine ? Number(endsAt) : undefined;
}

function sign({ secret }: CookieConfig, { id, passwordHash = "" }: Share, endsAt: string): string {
  return createHmac("sha256", secret)
    .update(JSON.stringify(["share visit", id, passwordHash, endsAt]))
    .digest("base64url");
}
