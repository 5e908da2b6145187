import { readOwnChanges } from "#app/_server/own-changes.ts";
import { route } from "#app/_server/route.ts";
import { readSearch } from "#lib/library/search.ts";
import { readSearchOperation } from "#lib/library/search-api.ts";

export const GET = route(readSearchOperation, async ({ services, user, query: { q, today }, request, reply }) => {
  const { filters, chips } = await readSearch(services, user, { q }, await readOwnChanges(request.headers), today);
  return reply(200, { filters, chips: chips.map(({ label, text = "" }) => ({ label, text })) });
});
