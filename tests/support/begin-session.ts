import { knownDeviceCookieName, sessionCookieName } from "#lib/accounts/cookies.ts";
import { createKnownDevice } from "#lib/accounts/known-device.ts";
import { UNKNOWN_ADDRESS } from "#lib/accounts/rate-limit.ts";
import { createApiToken, createSessionCookie } from "#lib/accounts/session-token.ts";
import type { User } from "#lib/accounts/user.ts";
import { findUserByEmail } from "#lib/accounts/user-repository.ts";
import { webConfig } from "#lib/config.ts";
import { createDatabase } from "#lib/database/database.ts";
import { loadSecrets } from "#local/system/secrets.ts";
import { cloudEnvironment } from "../../cli/admin/cloud-environment.ts";

/*
 * Sessions as signing in begins them, in the table of the system that runs on the folder SKYLIGHT_DATA_DIR: without
 * the requests and the hash of a password that signing in costs, in each of hundreds of tests.
 */

type Services = Parameters<typeof createApiToken>[0];

let opened: Promise<Services> | undefined;

/** An API token of the user with this address. Undefined where the system under test is not on this machine. */
export async function beginApiToken(email: string): Promise<string | undefined> {
  const found = await findOnThisMachine(email);
  if (!found) return undefined;
  const { token } = await createApiToken(found.services, found.user, { address: UNKNOWN_ADDRESS, userAgent: null });
  return token;
}

/** The cookies of a browser in which the user with this address has signed in. Undefined as above. */
export async function beginBrowserSession(
  email: string,
  userAgent: string,
): Promise<{ name: string; value: string }[] | undefined> {
  const found = await findOnThisMachine(email);
  if (!found) return undefined;
  const { services, user } = found;
  const { config } = services;
  return [
    {
      name: sessionCookieName(config),
      value: await createSessionCookie(services, user, { address: UNKNOWN_ADDRESS, userAgent }),
    },
    { name: knownDeviceCookieName(config), value: await createKnownDevice(config, user) },
  ];
}

async function findOnThisMachine(email: string): Promise<{ services: Services; user: User } | undefined> {
  const dataDir = process.env.SKYLIGHT_DATA_DIR;
  if (!dataDir) return undefined;
  opened ??= open(dataDir);
  const services = await opened;
  const user = await findUserByEmail(services.database, email);
  if (!user) throw new Error(`Expected an account of ${email} but there is none`);
  return { services, user };
}

async function open(dataDir: string): Promise<Services> {
  const environment = await cloudEnvironment({ DATA_DIR: dataDir });
  // The client finds the cloud the way it does everywhere.
  Object.assign(process.env, environment);
  const { nextAuthSecret } = await loadSecrets(dataDir);
  const config = webConfig({
    ...environment,
    NEXTAUTH_SECRET: nextAuthSecret,
    NEXTAUTH_URL: process.env.SKYLIGHT_URL,
  });
  return { config, database: createDatabase(config) };
}
