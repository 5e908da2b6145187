import { requestActor } from "#app/_server/request-actor.ts";
import { route } from "#app/_server/route.ts";
import { endSessions } from "#lib/accounts/user-sessions.ts";
import { endUserSessionsOperation } from "#lib/operations/user-admin-api.ts";
import { getUserById } from "#lib/operations/view-users.ts";

export const POST = route(endUserSessionsOperation, async ({ services, user, params, request, reply }) => {
  await endSessions(services, requestActor(user, request), await getUserById(services, params.id));
  return reply(204);
});
