import { retryFailuresOperation } from "#lib/admin/processing-api.ts";
import { retryFailures } from "#lib/admin/repair-failures.ts";
import { requestActor } from "#lib/http/request-actor.ts";
import { route } from "#lib/http/route.ts";

export const POST = route(retryFailuresOperation, async ({ services, user, body, request, reply }) =>
  reply(200, await retryFailures(services, requestActor(user, request), body)),
);
