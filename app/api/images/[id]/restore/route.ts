import { toChangesHeader } from "#app/_server/own-changes.ts";
import { route } from "#app/_server/route.ts";
import { restoreImage } from "#lib/images/change-images.ts";
import { restoreImageOperation } from "#lib/images/image-api.ts";
import { toImageViewNow } from "#lib/images/to-image-view.ts";

export const POST = route(restoreImageOperation, async ({ services, user, params, reply }) => {
  const image = await restoreImage(services, user, params.id);
  return reply(200, { image: await toImageViewNow(services, image) }, toChangesHeader(image));
});
