import { route } from "#app/_server/route.ts";
import { listImagesOperation } from "#lib/library/image-list-api.ts";
import { fromApiQuery } from "#lib/library/image-query.ts";
import { listImages } from "#lib/library/list-images.ts";

export const GET = route(listImagesOperation, async ({ services, user, query, reply }) => {
  const { limit, cursor, renditions, fields, ...filters } = query;
  return reply(
    200,
    await listImages(services, user, { query: fromApiQuery(filters), limit, cursor, renditions, fields }),
  );
});
