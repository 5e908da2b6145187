import { requestActor } from "#app/_server/request-actor.ts";
import { requestVisitor } from "#app/_server/request-visitor.ts";
import { route } from "#app/_server/route.ts";
import { visitShare } from "#lib/shares/open-share.ts";
import { leaveShare } from "#lib/shares/share-with-user.ts";
import { getSharedOperation, leaveSharedOperation } from "#lib/shares/shared-api.ts";
import { viewShared } from "#lib/shares/view-shared-images.ts";

export const GET = route(getSharedOperation, async ({ services, params, request, reply }) => {
  const visitor = await requestVisitor(request.headers);
  const shared = await viewShared(services, await visitShare(services, params.token, visitor));
  return reply(200, { shared });
});

export const DELETE = route(leaveSharedOperation, async ({ services, user, params, request, reply }) => {
  await leaveShare(services, user, requestActor(user, request), params.token);
  return reply(204);
});
