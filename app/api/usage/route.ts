import { getUsageOperation } from "#lib/accounts/user-api.ts";
import { route } from "#lib/http/route.ts";
import { getUsageView } from "#lib/usage/get-usage.ts";

export const GET = route(getUsageOperation, async ({ services, user, reply }) =>
  reply(200, await getUsageView(services, user)),
);
