import { requestActor } from "#app/_server/request-actor.ts";
import { route } from "#app/_server/route.ts";
import { discardFailuresOperation } from "#lib/operations/processing-api.ts";
import { discardFailures } from "#lib/operations/repair-failures.ts";

export const POST = route(discardFailuresOperation, async ({ services, user, body, request, reply }) => {
  const { reason, ...selection } = body;
  return reply(200, await discardFailures(services, requestActor(user, request), selection, reason));
});
