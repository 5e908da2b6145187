import { route } from "#app/_server/route.ts";
import { listImageEventsOperation } from "#lib/images/image-api.ts";
import { listImageEvents } from "#lib/images/view-images.ts";

export const GET = route(listImageEventsOperation, async ({ services, user, params, reply }) =>
  reply(200, { events: await listImageEvents(services, user, params.id) }),
);
