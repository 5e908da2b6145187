import { getOverview } from "#lib/admin/get-overview.ts";
import { getOverviewOperation } from "#lib/admin/overview-api.ts";
import { route } from "#lib/http/route.ts";

export const GET = route(getOverviewOperation, async ({ services, query, reply }) =>
  reply(200, await getOverview(services, query.period)),
);
