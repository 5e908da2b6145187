import { route } from "#app/_server/route.ts";
import { getUsageOperation } from "#lib/accounts/user-api.ts";
import { getUsageView } from "#lib/usage/get-usage.ts";

export const GET = route(getUsageOperation, async ({ services, user, reply }) =>
  reply(200, await getUsageView(services, user)),
);
