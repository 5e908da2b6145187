import { cookies } from "next/headers";
import { route } from "#app/_server/route.ts";
import { findRequestUser } from "#lib/accounts/request-user.ts";
import { checkHealth } from "#lib/operations/check-health.ts";
import { healthOperation } from "#lib/operations/system-api.ts";
import type { Services } from "#lib/services.ts";

export const GET = route(healthOperation, async ({ services, request, reply }) => {
  const [health, isAdmin] = await Promise.all([checkHealth(services), isFromAdmin(services, request)]);
  return reply(health.status === "ok" ? 200 : 503, isAdmin ? health : { status: health.status });
});

/** A database that fails is what this is there to report, so then the caller counts as a stranger. */
async function isFromAdmin(services: Services, request: Request): Promise<boolean> {
  const jar = await cookies();
  const found = await findRequestUser(services, {
    authorization: request.headers.get("authorization"),
    cookie: (name) => jar.get(name)?.value,
  }).catch(() => undefined);
  return found?.user.role === "admin";
}
