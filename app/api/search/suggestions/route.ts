import { readOwnChanges } from "#app/_server/own-changes.ts";
import { route } from "#app/_server/route.ts";
import { suggestWords } from "#lib/library/search.ts";
import { suggestOperation } from "#lib/library/search-api.ts";

export const GET = route(suggestOperation, async ({ services, user, query, request, reply }) =>
  reply(200, { suggestions: await suggestWords(services, user, query.q, await readOwnChanges(request.headers)) }),
);
