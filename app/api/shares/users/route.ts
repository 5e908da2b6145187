import { requestActor } from "#app/_server/request-actor.ts";
import { route } from "#app/_server/route.ts";
import { shareWithUserOperation } from "#lib/shares/share-api.ts";
import { shareWithUser } from "#lib/shares/share-with-user.ts";

export const POST = route(shareWithUserOperation, async ({ services, user, body, request, reply }) =>
  reply(201, { share: await shareWithUser(services, user, requestActor(user, request), body) }),
);
