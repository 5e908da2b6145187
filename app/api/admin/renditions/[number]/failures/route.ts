import { listFailuresOfRerender } from "#lib/admin/get-renditions.ts";
import { listRerenderFailuresOperation } from "#lib/admin/renditions-api.ts";
import { route } from "#lib/http/route.ts";

export const GET = route(listRerenderFailuresOperation, async ({ services, params, query, reply }) =>
  reply(200, await listFailuresOfRerender(services, { run: params.number, ...query })),
);
