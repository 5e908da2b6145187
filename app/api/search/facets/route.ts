import { readOwnChanges } from "#app/_server/own-changes.ts";
import { route } from "#app/_server/route.ts";
import { getFacets } from "#lib/library/search.ts";
import { countFacetsOperation } from "#lib/library/search-api.ts";

export const GET = route(countFacetsOperation, async ({ services, user, query, request, reply }) =>
  reply(200, await getFacets(services, user, query, await readOwnChanges(request.headers))),
);
