import { clientAddress } from "#app/_server/client-address.ts";
import { route } from "#app/_server/route.ts";
import { changePassword } from "#lib/accounts/change-password.ts";
import { createSessionCookie, sessionCookieName } from "#lib/accounts/session-token.ts";
import { changePasswordOperation } from "#lib/accounts/user-api.ts";

export const POST = route(changePasswordOperation, async ({ services, user, body, request, reply }) => {
  const changed = await changePassword(services, user, {
    ...body,
    address: clientAddress(request.headers, services.config),
  });
  const { config } = services;
  // Every session ended, the one that asked included; a browser that asked stays signed in.
  if (request.headers.has("authorization")) return reply(204);
  const secure = config.appUrl.startsWith("https:") ? "; Secure" : "";
  const cookie = `${sessionCookieName(config)}=${await createSessionCookie(config, changed)}`;
  return reply(204, undefined, {
    "set-cookie": `${cookie}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${config.sessionSeconds}${secure}`,
  });
});
