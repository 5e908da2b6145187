import { route } from "#app/_server/route.ts";
import { getUrlOperation } from "#lib/images/image-api.ts";
import { getImageUrl } from "#lib/images/view-images.ts";

export const GET = route(getUrlOperation, async ({ services, user, query, reply }) =>
  reply(200, await getImageUrl(services, user, query.id, query.variant)),
);
