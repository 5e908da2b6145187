import { route } from "#app/_server/route.ts";
import { listSharedWithMe } from "#lib/shares/share-with-user.ts";
import { listSharedWithMeOperation } from "#lib/shares/shared-api.ts";

export const GET = route(listSharedWithMeOperation, async ({ services, user, query, reply }) =>
  reply(200, await listSharedWithMe(services, user, query)),
);
