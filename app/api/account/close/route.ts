import { clientAddress } from "#app/_server/client-address.ts";
import { route } from "#app/_server/route.ts";
import { closeAccount } from "#lib/accounts/close-account.ts";
import { closeAccountOperation } from "#lib/accounts/user-api.ts";

export const POST = route(closeAccountOperation, async ({ services, user, body, request, reply }) => {
  const address = clientAddress(request.headers, services.config);
  return reply(200, { deletesAt: await closeAccount(services, user, { ...body, address }) });
});
