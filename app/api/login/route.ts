import { createApiToken } from "#lib/auth/session-token.ts";
import { clientAddress } from "#lib/http/client-address.ts";
import { route } from "#lib/http/route.ts";
import { loginOperation } from "#lib/users/user-api.ts";
import { verifyCredentials } from "#lib/users/verify-credentials.ts";

export const POST = route(loginOperation, async ({ services, body, request, reply }) => {
  const user = await verifyCredentials(services, { ...body, address: clientAddress(request.headers, services.config) });
  return reply(200, { tokenType: "Bearer", ...(await createApiToken(services.config, user)) });
});
