import { createResetLink } from "#lib/accounts/reset-link.ts";
import { requestActor } from "#lib/http/request-actor.ts";
import { route } from "#lib/http/route.ts";
import { getUserById } from "#lib/operations/get-user.ts";
import { createResetLinkOperation } from "#lib/operations/user-admin-api.ts";

export const POST = route(createResetLinkOperation, async ({ services, user, params, request, reply }) =>
  reply(201, await createResetLink(services, requestActor(user, request), await getUserById(services, params.id))),
);
