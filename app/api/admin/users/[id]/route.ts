import { changeUser } from "#lib/admin/change-user.ts";
import { getUserAdminView, getUserById, viewUser } from "#lib/admin/get-user.ts";
import { changeUserOperation, getUserOperation, removeUserOperation } from "#lib/admin/user-admin-api.ts";
import { requestActor } from "#lib/http/request-actor.ts";
import { route } from "#lib/http/route.ts";
import { removeUser } from "#lib/users/remove-user.ts";

/** How long one request goes on with a removal before it leaves the rest to the sweep. */
const REMOVAL_MS = 8_000;

export const GET = route(getUserOperation, async ({ services, user, params, request, reply }) =>
  reply(200, { user: await viewUser(services, requestActor(user, request), params.id) }),
);

export const PATCH = route(changeUserOperation, async ({ services, user, params, body, request, reply }) =>
  reply(200, { user: await changeUser(services, requestActor(user, request), params.id, body) }),
);

export const DELETE = route(removeUserOperation, async ({ services, user, params, request, reply }) => {
  const removed = await getUserById(services, params.id);
  if (await removeUser(services, requestActor(user, request), removed, Date.now() + REMOVAL_MS)) return reply(204);
  return reply(202, { user: await getUserAdminView(services, await getUserById(services, params.id)) });
});
