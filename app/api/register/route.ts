import { clientAddress } from "#app/_server/client-address.ts";
import { route } from "#app/_server/route.ts";
import { registerUser } from "#lib/accounts/register-user.ts";
import { registerOperation } from "#lib/accounts/user-api.ts";

export const POST = route(registerOperation, async ({ services, body, request, reply }) =>
  reply(201, {
    user: await registerUser(services, { ...body, address: clientAddress(request.headers, services.config) }),
  }),
);
