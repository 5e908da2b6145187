import { requestActor } from "#app/_server/request-actor.ts";
import { route } from "#app/_server/route.ts";
import { controlRerender } from "#lib/integrity/manage-rerenders.ts";
import { viewRerender } from "#lib/operations/get-renditions.ts";
import { controlRerenderOperation } from "#lib/operations/renditions-api.ts";

export const PATCH = route(controlRerenderOperation, async ({ services, user, params, body, request, reply }) => {
  const run = await controlRerender(services, requestActor(user, request), params.number, body);
  return reply(200, { run: await viewRerender(services, run) });
});
