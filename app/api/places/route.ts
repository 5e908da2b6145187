import { route } from "#app/_server/route.ts";
import { loadGazetteer } from "#lib/places/gazetteer.ts";
import { findPlacesOperation } from "#lib/places/place-api.ts";

const MAX_FOUND = 8;
/** More names than these have no room on a screen. */
const MAX_WITHIN = 60;

export const GET = route(findPlacesOperation, async ({ query, reply }) => {
  const gazetteer = await loadGazetteer();
  const found = query.box ? gazetteer.within(query.box, MAX_WITHIN) : gazetteer.find(query.q ?? "", MAX_FOUND);
  return reply(200, { places: found.map(({ region, ...place }) => ({ ...place, region: region || undefined })) });
});
