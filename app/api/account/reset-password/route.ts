import { resetPasswordOperation } from "#lib/admin/user-admin-api.ts";
import { clientAddress } from "#lib/http/client-address.ts";
import { route } from "#lib/http/route.ts";
import { usePasswordReset } from "#lib/users/reset-link.ts";

export const POST = route(resetPasswordOperation, async ({ services, body, request, reply }) => {
  await usePasswordReset(services, { ...body, address: clientAddress(request.headers) });
  return reply(204);
});
