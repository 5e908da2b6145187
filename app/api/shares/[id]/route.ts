import { requestActor } from "#app/_server/request-actor.ts";
import { route } from "#app/_server/route.ts";
import { changeShare, getShare, revokeShare } from "#lib/shares/manage-shares.ts";
import { changeShareOperation, getShareOperation, revokeShareOperation } from "#lib/shares/share-api.ts";

export const GET = route(getShareOperation, async ({ services, user, params, reply }) =>
  reply(200, { share: await getShare(services, user, params.id) }),
);

export const PATCH = route(changeShareOperation, async ({ services, user, params, body, request, reply }) =>
  reply(200, { share: await changeShare(services, user, requestActor(user, request), params.id, body) }),
);

export const DELETE = route(revokeShareOperation, async ({ services, user, params, request, reply }) => {
  await revokeShare(services, user, requestActor(user, request), params.id);
  return reply(204);
});
