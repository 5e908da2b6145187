import { requestActor } from "#app/_server/request-actor.ts";
import { route } from "#app/_server/route.ts";
import { endSessionOperation } from "#lib/accounts/user-api.ts";
import { endSession } from "#lib/accounts/user-sessions.ts";

export const DELETE = route(endSessionOperation, async ({ services, user, params, request, reply }) => {
  await endSession(services, requestActor(user, request), user, params.id);
  return reply(204);
});
