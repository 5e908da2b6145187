import { clientAddress } from "#app/_server/client-address.ts";
import { route } from "#app/_server/route.ts";
import { redeemResetLink } from "#lib/accounts/reset-link.ts";
import { resetPasswordOperation } from "#lib/accounts/user-api.ts";

export const POST = route(resetPasswordOperation, async ({ services, body, request, reply }) => {
  await redeemResetLink(services, { ...body, address: clientAddress(request.headers, services.config) });
  return reply(204);
});
