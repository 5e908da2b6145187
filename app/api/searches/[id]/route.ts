import { route } from "#app/_server/route.ts";
import { changeSavedSearch, deleteSavedSearch } from "#lib/library/manage-saved-searches.ts";
import { changeSavedSearchOperation, deleteSavedSearchOperation } from "#lib/library/saved-search-api.ts";

export const PATCH = route(changeSavedSearchOperation, async ({ services, user, params, body, reply }) =>
  reply(200, { search: await changeSavedSearch(services, user, params.id, body) }),
);

export const DELETE = route(deleteSavedSearchOperation, async ({ services, user, params, reply }) => {
  await deleteSavedSearch(services, user, params.id);
  return reply(204, undefined);
});
