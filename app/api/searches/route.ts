import { route } from "#app/_server/route.ts";
import { listSavedSearches, saveSearch } from "#lib/library/manage-saved-searches.ts";
import { listSavedSearchesOperation, saveSearchOperation } from "#lib/library/saved-search-api.ts";

export const GET = route(listSavedSearchesOperation, async ({ services, user, reply }) =>
  reply(200, { searches: await listSavedSearches(services, user) }),
);

export const POST = route(saveSearchOperation, async ({ services, user, body, reply }) =>
  reply(201, { search: await saveSearch(services, user, body) }),
);
