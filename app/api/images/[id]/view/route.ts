import { readOwnChanges } from "#app/_server/own-changes.ts";
import { route } from "#app/_server/route.ts";
import { viewImage } from "#lib/library/view-image.ts";
import { viewImageOperation } from "#lib/library/view-image-api.ts";

export const GET = route(viewImageOperation, async ({ services, user, params, query, request, reply }) =>
  reply(200, await viewImage(services, user, params.id, await readOwnChanges(request.headers), query)),
);
