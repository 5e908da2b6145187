import { requestActor } from "#app/_server/request-actor.ts";
import { route } from "#app/_server/route.ts";
import { createShare, listShares } from "#lib/shares/manage-shares.ts";
import { createShareOperation, listSharesOperation } from "#lib/shares/share-api.ts";

export const GET = route(listSharesOperation, async ({ services, user, query, reply }) =>
  reply(200, await listShares(services, user, query)),
);

export const POST = route(createShareOperation, async ({ services, user, body, request, reply }) =>
  reply(201, await createShare(services, user, requestActor(user, request), body)),
);
