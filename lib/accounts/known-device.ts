import { decode, encode } from "next-auth/jwt";
import { ulid } from "ulid";
import { z } from "zod";
import type { WebConfig } from "#lib/config.ts";
import type { User } from "./user.ts";

/*
 * A browser that signed in successfully gets a cookie that says so (OWASP, "Device cookies"). It authorises nothing:
 * guesses made with it are counted for that browser alone, so that strangers' guesses never keep its owner out. It
 * holds until the account's sessions are revoked, as after a change of the password: who knew the old one has no more
 * guesses.
 */

const KNOWN_DEVICE_SALT = "skylight-known-device";
/** The longest life that browsers give a cookie. */
export const KNOWN_DEVICE_SECONDS = 400 * 24 * 60 * 60;

const claimsSchema = z.object({ email: z.string(), device: z.string(), sessionVersion: z.int() });
type Claims = z.output<typeof claimsSchema>;

/** The value of the cookie that makes a browser known to an account. */
export function createKnownDevice(
  config: Pick<WebConfig, "secret">,
  { email, sessionVersion }: Pick<User, "email" | "sessionVersion">,
): Promise<string> {
  return encode({
    token: { email, device: ulid(), sessionVersion } satisfies Claims,
    secret: config.secret,
    salt: KNOWN_DEVICE_SALT,
    maxAge: KNOWN_DEVICE_SECONDS,
  });
}

/**
 * The id of the device that a cookie makes known to the account with this normalised address, and the session version
 * that the account had; undefined when the cookie is another account's, forged or absent.
 */
export async function findKnownDevice(
  config: Pick<WebConfig, "secret">,
  cookie: string | undefined,
  email: string,
): Promise<Claims | undefined> {
  if (!cookie) return undefined;
  try {
    const claims = claimsSchema.parse(await decode({ token: cookie, secret: config.secret, salt: KNOWN_DEVICE_SALT }));
    return claims.email === email ? claims : undefined;
  } catch {
    return undefined;
  }
}
