import { requestActor } from "#app/_server/request-actor.ts";
import { route } from "#app/_server/route.ts";
import { repairFindingsOperation } from "#lib/integrity/integrity-api.ts";
import { repairPatrolFindings } from "#lib/integrity/patrol-findings.ts";

export const POST = route(repairFindingsOperation, async ({ services, user, body, request, reply }) =>
  reply(200, await repairPatrolFindings(services, requestActor(user, request), body.ids)),
);
