import { route } from "#lib/http/route.ts";
import { signOutEverywhereOperation } from "#lib/users/user-api.ts";
import { raiseSessionVersion } from "#lib/users/user-repository.ts";

export const POST = route(signOutEverywhereOperation, async ({ services, user, reply }) => {
  await raiseSessionVersion(services.database, user.id);
  return reply(204);
});
