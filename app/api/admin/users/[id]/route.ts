import { requestActor } from "#app/_server/request-actor.ts";
import { route } from "#app/_server/route.ts";
import { changeUser } from "#lib/operations/change-user.ts";
import { deleteUser } from "#lib/operations/delete-user.ts";
import { changeUserOperation, getUserOperation, removeUserOperation } from "#lib/operations/user-admin-api.ts";
import { getUserAdminView, getUserById, viewUser } from "#lib/operations/view-users.ts";

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
  const isGone = await deleteUser(services, requestActor(user, request), removed, Date.now() + REMOVAL_MS);
  await services.library.discard(removed.id);
  if (isGone) return reply(204);
  return reply(202, { user: await getUserAdminView(services, await getUserById(services, params.id)) });
});
