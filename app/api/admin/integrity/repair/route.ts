import { requestActor } from "#lib/http/request-actor.ts";
import { route } from "#lib/http/route.ts";
import { repairFindingsOperation } from "#lib/integrity/integrity-api.ts";
import { repairPatrolFindings } from "#lib/integrity/patrol-findings.ts";

export const POST = route(repairFindingsOperation, async ({ services, user, body, request, reply }) =>
  reply(200, await repairPatrolFindings(services, requestActor(user, request), body.ids)),
);
