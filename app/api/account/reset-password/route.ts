import { redeemResetLink } from "#lib/accounts/reset-link.ts";
import { resetPasswordOperation } from "#lib/accounts/user-api.ts";
import { clientAddress } from "#lib/http/client-address.ts";
import { route } from "#lib/http/route.ts";

export const POST = route(resetPasswordOperation, async ({ services, body, request, reply }) => {
  await redeemResetLink(services, { ...body, address: clientAddress(request.headers, services.config) });
  return reply(204);
});
