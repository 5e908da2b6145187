import { readOwnChanges } from "#app/_server/own-changes.ts";
import { route } from "#app/_server/route.ts";
import { listDuplicatesOperation } from "#lib/library/duplicate-api.ts";
import { listDuplicates } from "#lib/library/list-duplicates.ts";

export const GET = route(listDuplicatesOperation, async ({ services, user, query, request, reply }) =>
  reply(200, await listDuplicates(services, user, query, await readOwnChanges(request.headers))),
);
