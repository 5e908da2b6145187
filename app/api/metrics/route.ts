import { route } from "#app/_server/route.ts";
import { getOverview } from "#lib/operations/get-overview.ts";
import { toPrometheus } from "#lib/operations/metrics-page.ts";
import { metricsOperation } from "#lib/operations/overview-api.ts";

export const GET = route(metricsOperation, async ({ services }) => {
  const headers = { "content-type": "text/plain; version=0.0.4; charset=utf-8", "cache-control": "no-store" };
  return new Response(toPrometheus(await getOverview(services, "hour")), { headers });
});
