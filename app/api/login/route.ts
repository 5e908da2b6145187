import { clientAddress } from "#app/_server/client-address.ts";
import { route } from "#app/_server/route.ts";
import { createApiToken } from "#lib/accounts/session-token.ts";
import { loginOperation } from "#lib/accounts/user-api.ts";
import { verifyCredentials } from "#lib/accounts/verify-credentials.ts";

export const POST = route(loginOperation, async ({ services, body, request, reply }) => {
  const user = await verifyCredentials(services, { ...body, address: clientAddress(request.headers, services.config) });
  return reply(200, { tokenType: "Bearer", ...(await createApiToken(services.config, user)) });
});
