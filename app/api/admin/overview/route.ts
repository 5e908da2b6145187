import { route } from "#app/_server/route.ts";
import { getOverview } from "#lib/operations/get-overview.ts";
import { getOverviewOperation } from "#lib/operations/overview-api.ts";

export const GET = route(getOverviewOperation, async ({ services, query, reply }) =>
  reply(200, await getOverview(services, query.period)),
);
