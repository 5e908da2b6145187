import { readOwnChanges } from "#app/_server/own-changes.ts";
import { route } from "#app/_server/route.ts";
import { listShareGuests } from "#lib/shares/list-share-guests.ts";
import { listShareGuestsOperation } from "#lib/shares/share-api.ts";

export const GET = route(listShareGuestsOperation, async ({ services, user, params, reply }) =>
  reply(200, { guests: await listShareGuests(services, user, params.id, await readOwnChanges()) }),
);
