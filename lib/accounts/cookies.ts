import type { WebConfig } from "#lib/config.ts";

type CookieConfig = Pick<WebConfig, "appUrl">;

/** What every cookie of ours is set with. */
export function cookieOptions(config: CookieConfig) {
  return { httpOnly: true, sameSite: "lax", path: "/", secure: isServedOverTls(config) } as const;
}

export function sessionCookieName(config: CookieConfig): string {
  return toName(config, "next-auth.session-token");
}

export function knownDeviceCookieName(config: CookieConfig): string {
  return toName(config, "skylight.known-device");
}

/**
 * Over TLS a browser takes a cookie with the `__Host-` prefix from this very host only, so that no other host of the
 * domain can plant one (RFC 6265bis, 4.1.3.2).
 */
function toName(config: CookieConfig, name: string): string {
  return isServedOverTls(config) ? `__Host-${name}` : name;
}

function isServedOverTls({ appUrl }: CookieConfig): boolean {
  return appUrl.startsWith("https:");
}
