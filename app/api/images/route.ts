import { readOwnChanges } from "#app/_server/own-changes.ts";
import { route } from "#app/_server/route.ts";
import { listImagesOperation } from "#lib/library/image-list-api.ts";
import { fromApiQuery } from "#lib/library/image-query.ts";
import { listImages } from "#lib/library/list-images.ts";

export const GET = route(listImagesOperation, async ({ services, user, query, request, reply }) => {
  const { limit, cursor, renditions, fields, ...filters } = query;
  const own = await readOwnChanges(request.headers);
  // Who asks for images means each of them; the timeline is what shows a stack once.
  const list = { query: fromApiQuery({ unstacked: true, ...filters }), limit, cursor, renditions, fields, own };
  return reply(200, await listImages(services, user, list));
});
