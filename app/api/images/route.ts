import { route } from "#app/_server/route.ts";
import { listImagesOperation } from "#lib/images/image-api.ts";
import { listImageViews } from "#lib/images/list-images.ts";

export const GET = route(listImagesOperation, async ({ services, user, query, reply }) =>
  reply(200, await listImageViews(services, user, query)),
);
