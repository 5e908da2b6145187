import { endSessions } from "#lib/accounts/end-sessions.ts";
import { getUserById } from "#lib/admin/get-user.ts";
import { endUserSessionsOperation } from "#lib/admin/user-admin-api.ts";
import { requestActor } from "#lib/http/request-actor.ts";
import { route } from "#lib/http/route.ts";

export const POST = route(endUserSessionsOperation, async ({ services, user, params, request, reply }) => {
  await endSessions(services, requestActor(user, request), await getUserById(services, params.id));
  return reply(204);
});
