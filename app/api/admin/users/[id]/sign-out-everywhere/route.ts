import { endSessions } from "#lib/accounts/end-sessions.ts";
import { requestActor } from "#lib/http/request-actor.ts";
import { route } from "#lib/http/route.ts";
import { getUserById } from "#lib/operations/get-user.ts";
import { endUserSessionsOperation } from "#lib/operations/user-admin-api.ts";

export const POST = route(endUserSessionsOperation, async ({ services, user, params, request, reply }) => {
  await endSessions(services, requestActor(user, request), await getUserById(services, params.id));
  return reply(204);
});
