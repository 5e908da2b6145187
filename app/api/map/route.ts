import { readOwnChanges } from "#app/_server/own-changes.ts";
import { route } from "#app/_server/route.ts";
import { getMap } from "#lib/library/get-map.ts";
import { getMapOperation } from "#lib/library/map-api.ts";

export const GET = route(getMapOperation, async ({ services, user, query, request, reply }) =>
  reply(200, await getMap(services, user, query, await readOwnChanges(request.headers))),
);
