import { decode, encode } from "next-auth/jwt";
import { ulid } from "ulid";
import { z } from "zod";
import type { WebConfig } from "#lib/config.ts";

/*
 * A browser that signed in successfully gets a cookie that says so (OWASP, "Device cookies"). It authorises nothing:
 * guesses made with it are counted for that browser alone, so that strangers' guesses never keep its owner out.
 */

const KNOWN_DEVICE_SALT = "skylight-known-device";
/** The longest life that browsers give a cookie. */
export const KNOWN_DEVICE_SECONDS = 400 * 24 * 60 * 60;

const claimsSchema = z.object({ email: z.string(), device: z.string() });

/** The value of a known device's cookie for an account's normalised address. */
export function createKnownDevice(config: Pick<WebConfig, "secret">, email: string): Promise<string> {
  return encode({
    token: { email, device: ulid() },
    secret: config.secret,
    salt: KNOWN_DEVICE_SALT,
    maxAge: KNOWN_DEVICE_SECONDS,
  });
}

/** The id of the device that a cookie makes known to this account; undefined when it is another's, forged or absent. */
export async function findKnownDevice(
  config: Pick<WebConfig, "secret">,
  cookie: string | undefined,
  email: string,
): Promise<string | undefined> {
  if (!cookie) return undefined;
  try {
    const claims = claimsSchema.parse(await decode({ token: cookie, secret: config.secret, salt: KNOWN_DEVICE_SALT }));
    return claims.email === email ? claims.device : undefined;
  } catch {
    return undefined;
  }
}
