import { route } from "#app/_server/route.ts";
import { lookUpImagesOperation } from "#lib/images/image-api.ts";
import { findImageViews } from "#lib/images/view-images.ts";

export const POST = route(lookUpImagesOperation, async ({ services, user, body, reply }) =>
  reply(200, { images: await findImageViews(services, user, body.ids) }),
);
