import { route } from "#app/_server/route.ts";
import { listFailuresOfRerender } from "#lib/operations/get-renditions.ts";
import { listRerenderFailuresOperation } from "#lib/operations/renditions-api.ts";

export const GET = route(listRerenderFailuresOperation, async ({ services, params, query, reply }) =>
  reply(200, await listFailuresOfRerender(services, { run: params.number, ...query })),
);
