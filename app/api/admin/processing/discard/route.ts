import { discardFailuresOperation } from "#lib/admin/processing-api.ts";
import { discardFailures } from "#lib/admin/repair-failures.ts";
import { requestActor } from "#lib/http/request-actor.ts";
import { route } from "#lib/http/route.ts";

export const POST = route(discardFailuresOperation, async ({ services, user, body, request, reply }) => {
  const { reason, ...selection } = body;
  return reply(200, await discardFailures(services, requestActor(user, request), selection, reason));
});
