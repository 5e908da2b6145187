import { route } from "#app/_server/route.ts";
import { checkHealth } from "#lib/operations/check-health.ts";
import { healthOperation } from "#lib/operations/system-api.ts";

export const GET = route(healthOperation, async ({ services, reply }) => {
  const health = await checkHealth(services);
  return reply(health.status === "ok" ? 200 : 503, health);
});
