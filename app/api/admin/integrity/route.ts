import { requestActor } from "#app/_server/request-actor.ts";
import { route } from "#app/_server/route.ts";
import { listIntegrityRunsOperation, startIntegrityRunOperation } from "#lib/integrity/integrity-api.ts";
import { getIntegrity, requestCheck } from "#lib/integrity/manage-integrity.ts";

export const GET = route(listIntegrityRunsOperation, async ({ services, reply }) =>
  reply(200, await getIntegrity(services)),
);

export const POST = route(startIntegrityRunOperation, async ({ services, user, body, request, reply }) =>
  reply(201, { run: await requestCheck(services, requestActor(user, request), body.mode) }),
);
