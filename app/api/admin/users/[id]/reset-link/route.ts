import { requestActor } from "#app/_server/request-actor.ts";
import { route } from "#app/_server/route.ts";
import { createResetLink } from "#lib/accounts/reset-link.ts";
import { createResetLinkOperation } from "#lib/operations/user-admin-api.ts";
import { getUserById } from "#lib/operations/view-users.ts";

export const POST = route(createResetLinkOperation, async ({ services, user, params, request, reply }) =>
  reply(201, await createResetLink(services, requestActor(user, request), await getUserById(services, params.id))),
);
