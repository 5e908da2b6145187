import { route } from "#app/_server/route.ts";
import { loadGazetteer } from "#lib/places/gazetteer.ts";
import { findPlacesOperation } from "#lib/places/place-api.ts";

const MAX_FOUND = 8;

export const GET = route(findPlacesOperation, async ({ query, reply }) => {
  const found = (await loadGazetteer()).find(query.q, MAX_FOUND);
  return reply(200, { places: found.map(({ region, ...place }) => ({ ...place, region: region || undefined })) });
});
