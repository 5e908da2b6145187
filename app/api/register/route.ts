import { registerUser } from "#lib/accounts/register-user.ts";
import { registerOperation } from "#lib/accounts/user-api.ts";
import { clientAddress } from "#lib/http/client-address.ts";
import { route } from "#lib/http/route.ts";

export const POST = route(registerOperation, async ({ services, body, request, reply }) =>
  reply(201, {
    user: await registerUser(services, { ...body, address: clientAddress(request.headers, services.config) }),
  }),
);
