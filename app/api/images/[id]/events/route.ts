import { route } from "#lib/http/route.ts";
import { listImageEventsOperation } from "#lib/images/image-api.ts";
import { getImage } from "#lib/images/image-repository.ts";
import { listProcessingEvents } from "#lib/images/processing-event-repository.ts";

export const GET = route(listImageEventsOperation, async ({ services: { database }, user, params, reply }) => {
  const image = await getImage(database, { ownerId: user.id, imageId: params.id });
  return reply(200, { events: await listProcessingEvents(database, image.id) });
});
