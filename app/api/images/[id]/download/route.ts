import { route } from "#app/_server/route.ts";
import { downloadImageOperation } from "#lib/images/image-api.ts";
import { getImageUrl } from "#lib/images/view-images.ts";

export const GET = route(downloadImageOperation, async ({ services, user, params, reply }) => {
  const { url } = await getImageUrl(services, user, params.id, "original");
  return reply(302, undefined, { location: url });
});
