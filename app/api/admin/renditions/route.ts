import { requestActor } from "#app/_server/request-actor.ts";
import { route } from "#app/_server/route.ts";
import { beginRerender } from "#lib/integrity/manage-rerenders.ts";
import { getRenditions, viewRerender } from "#lib/operations/get-renditions.ts";
import { getRenditionsOperation, startRerenderOperation } from "#lib/operations/renditions-api.ts";

export const GET = route(getRenditionsOperation, async ({ services, reply }) =>
  reply(200, await getRenditions(services)),
);

export const POST = route(startRerenderOperation, async ({ services, user, body, request, reply }) => {
  const { force: isForced, pacePerMinute } = body;
  const run = await beginRerender(services, requestActor(user, request), { isForced, pacePerMinute });
  return reply(201, { run: await viewRerender(services, run) });
});
