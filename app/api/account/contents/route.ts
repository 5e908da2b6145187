import { route } from "#app/_server/route.ts";
import { countContentsOperation } from "#lib/accounts/user-api.ts";
import { countContents } from "#lib/operations/count-contents.ts";

export const GET = route(countContentsOperation, async ({ services, user, reply }) =>
  reply(200, await countContents(services, user)),
);
