import { clientAddress } from "#lib/http/client-address.ts";
import { route } from "#lib/http/route.ts";
import { registerUser } from "#lib/users/register-user.ts";
import { registerOperation } from "#lib/users/user-api.ts";

export const POST = route(registerOperation, async ({ services, body, request, reply }) =>
  reply(201, {
    user: await registerUser(services, { ...body, address: clientAddress(request.headers, services.config) }),
  }),
);
