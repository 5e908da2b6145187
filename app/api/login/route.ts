import { requestClient } from "#app/_server/request-client.ts";
import { route } from "#app/_server/route.ts";
import { createApiToken } from "#lib/accounts/session-token.ts";
import { loginOperation } from "#lib/accounts/user-api.ts";
import { verifyCredentials } from "#lib/accounts/verify-credentials.ts";

export const POST = route(loginOperation, async ({ services, body, request, reply }) => {
  const client = requestClient(request.headers, services.config);
  const user = await verifyCredentials(services, { ...body, address: client.address });
  return reply(200, { tokenType: "Bearer", ...(await createApiToken(services, user, client)) });
});
