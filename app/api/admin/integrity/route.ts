import { requestActor } from "#app/_server/request-actor.ts";
import { route } from "#app/_server/route.ts";
import { listIntegrityRunsOperation, startIntegrityRunOperation } from "#lib/integrity/integrity-api.ts";
import { beginIntegrityRun, listIntegrityRuns } from "#lib/integrity/manage-runs.ts";
import { getPatrol } from "#lib/integrity/patrol-findings.ts";

export const GET = route(listIntegrityRunsOperation, async ({ services, reply }) =>
  reply(200, { runs: await listIntegrityRuns(services), patrol: await getPatrol(services) }),
);

export const POST = route(startIntegrityRunOperation, async ({ services, user, body, request, reply }) =>
  reply(201, { run: await beginIntegrityRun(services, requestActor(user, request), body.mode) }),
);
