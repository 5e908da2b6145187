import { toChangesHeader } from "#app/_server/own-changes.ts";
import { route } from "#app/_server/route.ts";
import { retryImageOperation } from "#lib/images/image-api.ts";
import { toImageViewNow } from "#lib/images/to-image-view.ts";
import { retryImage } from "#lib/processing/retry-image.ts";

export const POST = route(retryImageOperation, async ({ services, user, params, reply }) => {
  const image = await retryImage(services, user, params.id);
  return reply(202, { image: await toImageViewNow(services, image) }, toChangesHeader(image));
});
