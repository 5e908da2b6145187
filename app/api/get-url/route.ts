import { route } from "#app/_server/route.ts";
import { getImageUrl } from "#lib/images/get-image-url.ts";
import { getUrlOperation } from "#lib/images/image-api.ts";

export const GET = route(getUrlOperation, async ({ services, user, query, reply }) =>
  reply(200, await getImageUrl(services, user, query.id, query.variant)),
);
