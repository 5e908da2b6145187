import { cookies } from "next/headers";
import { clientAddress } from "#app/_server/client-address.ts";
import { route } from "#app/_server/route.ts";
import { keepAccount } from "#lib/accounts/close-account.ts";
import { knownDeviceCookieName } from "#lib/accounts/cookies.ts";
import { keepAccountOperation } from "#lib/accounts/user-api.ts";

export const POST = route(keepAccountOperation, async ({ services, body, request, reply }) => {
  const { config } = services;
  const knownDevice = (await cookies()).get(knownDeviceCookieName(config))?.value;
  await keepAccount(services, { ...body, address: clientAddress(request.headers, config), knownDevice });
  return reply(204);
});
