import { checkHealth } from "#lib/http/check-health.ts";
import { route } from "#lib/http/route.ts";
import { healthOperation } from "#lib/http/system-api.ts";

export const GET = route(healthOperation, async ({ services, reply }) => {
  const health = await checkHealth(services);
  return reply(health.status === "ok" ? 200 : 503, health);
});
