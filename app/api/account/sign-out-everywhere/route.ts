import { requestActor } from "#app/_server/request-actor.ts";
import { route } from "#app/_server/route.ts";
import { signOutEverywhereOperation } from "#lib/accounts/user-api.ts";
import { endSessions } from "#lib/accounts/user-sessions.ts";

export const POST = route(signOutEverywhereOperation, async ({ services, user, request, reply }) => {
  await endSessions(services, requestActor(user, request), user);
  return reply(204);
});
