import { readOwnChanges } from "#app/_server/own-changes.ts";
import { route } from "#app/_server/route.ts";
import { listImagesOperation } from "#lib/library/image-list-api.ts";
import { fromApiQuery } from "#lib/library/image-query.ts";
import { listImages } from "#lib/library/list-images.ts";

export const GET = route(listImagesOperation, async ({ services, user, query, request, reply }) => {
  const { limit, cursor, renditions, fields, ...filters } = query;
  const own = await readOwnChanges(request.headers);
  const list = { query: fromApiQuery(filters), limit, cursor, renditions, fields, own };
  return reply(200, await listImages(services, user, list));
});
