import { cookies } from "next/headers";
import { clientAddress } from "#app/_server/client-address.ts";
import { requestClient } from "#app/_server/request-client.ts";
import { route } from "#app/_server/route.ts";
import { changePassword } from "#lib/accounts/change-password.ts";
import { cookieOptions, sessionCookieName } from "#lib/accounts/cookies.ts";
import { createSessionCookie } from "#lib/accounts/session-token.ts";
import { changePasswordOperation } from "#lib/accounts/user-api.ts";

export const POST = route(changePasswordOperation, async ({ services, user, session, body, request, reply }) => {
  const { config } = services;
  const changed = await changePassword(services, user, { ...body, address: clientAddress(request.headers, config) });
  // Every session ended, the one that asked included; a browser that asked stays signed in.
  if (session.kind === "browser") {
    const cookie = await createSessionCookie(services, changed, requestClient(request.headers, config));
    const jar = await cookies();
    jar.set(sessionCookieName(config), cookie, { ...cookieOptions(config), maxAge: config.sessionSeconds });
  }
  return reply(204);
});
