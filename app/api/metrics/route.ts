import { getOverview } from "#lib/admin/get-overview.ts";
import { metricsOperation } from "#lib/admin/overview-api.ts";
import { route } from "#lib/http/route.ts";
import { toPrometheus } from "#lib/metrics/prometheus.ts";

export const GET = route(metricsOperation, async ({ services }) => {
  const headers = { "content-type": "text/plain; version=0.0.4; charset=utf-8", "cache-control": "no-store" };
  return new Response(toPrometheus(await getOverview(services, "hour")), { headers });
});
