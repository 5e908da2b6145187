import { endSessions } from "#lib/accounts/end-sessions.ts";
import { signOutEverywhereOperation } from "#lib/accounts/user-api.ts";
import { requestActor } from "#lib/http/request-actor.ts";
import { route } from "#lib/http/route.ts";

export const POST = route(signOutEverywhereOperation, async ({ services, user, request, reply }) => {
  await endSessions(services, requestActor(user, request), user);
  return reply(204);
});
