import { requestActor } from "#app/_server/request-actor.ts";
import { route } from "#app/_server/route.ts";
import { retryFailuresOperation } from "#lib/operations/processing-api.ts";
import { retryFailures } from "#lib/operations/repair-failures.ts";

export const POST = route(retryFailuresOperation, async ({ services, user, body, request, reply }) =>
  reply(200, await retryFailures(services, requestActor(user, request), body)),
);
