import { clientAddress } from "#lib/http/client-address.ts";
import { route } from "#lib/http/route.ts";
import { redeemResetLink } from "#lib/users/reset-link.ts";
import { resetPasswordOperation } from "#lib/users/user-api.ts";

export const POST = route(resetPasswordOperation, async ({ services, body, request, reply }) => {
  await redeemResetLink(services, { ...body, address: clientAddress(request.headers, services.config) });
  return reply(204);
});
