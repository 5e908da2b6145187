import { requestActor } from "#app/_server/request-actor.ts";
import { route } from "#app/_server/route.ts";
import { repairFindingsOperation } from "#lib/integrity/integrity-api.ts";
import { repairFindings } from "#lib/integrity/manage-integrity.ts";

export const POST = route(repairFindingsOperation, async ({ services, user, body, request, reply }) =>
  reply(200, await repairFindings(services, requestActor(user, request), body.ids)),
);
