import { cookies } from "next/headers";
import { clientAddress } from "#app/_server/client-address.ts";
import { requestClient } from "#app/_server/request-client.ts";
import { route } from "#app/_server/route.ts";
import { changePassword } from "#lib/accounts/change-password.ts";
import { cookieOptions, knownDeviceCookieName, sessionCookieName } from "#lib/accounts/cookies.ts";
import { createKnownDevice, KNOWN_DEVICE_SECONDS } from "#lib/accounts/known-device.ts";
import { createSessionCookie } from "#lib/accounts/session-token.ts";
import { changePasswordOperation } from "#lib/accounts/user-api.ts";

export const POST = route(changePasswordOperation, async ({ services, user, session, body, request, reply }) => {
  const { config } = services;
  const changed = await changePassword(services, user, { ...body, address: clientAddress(request.headers, config) });
  // Every session ended, the one that asked included; a browser that asked stays signed in, and known.
  if (session.kind === "browser") {
    const cookie = await createSessionCookie(services, changed, requestClient(request.headers, config));
    const jar = await cookies();
    jar.set(sessionCookieName(config), cookie, { ...cookieOptions(config), maxAge: config.sessionSeconds });
    const known = await createKnownDevice(config, changed);
    jar.set(knownDeviceCookieName(config), known, { ...cookieOptions(config), maxAge: KNOWN_DEVICE_SECONDS });
  }
  return reply(204);
});
