import { requestActor } from "#lib/http/request-actor.ts";
import { route } from "#lib/http/route.ts";
import { endSessions } from "#lib/users/end-sessions.ts";
import { signOutEverywhereOperation } from "#lib/users/user-api.ts";

export const POST = route(signOutEverywhereOperation, async ({ services, user, request, reply }) => {
  await endSessions(services, requestActor(user, request), user);
  return reply(204);
});
