import { createResetLink } from "#lib/accounts/reset-link.ts";
import { getUserById } from "#lib/admin/get-user.ts";
import { createResetLinkOperation } from "#lib/admin/user-admin-api.ts";
import { requestActor } from "#lib/http/request-actor.ts";
import { route } from "#lib/http/route.ts";

export const POST = route(createResetLinkOperation, async ({ services, user, params, request, reply }) =>
  reply(201, await createResetLink(services, requestActor(user, request), await getUserById(services, params.id))),
);
