import { route } from "#app/_server/route.ts";
import { continueIntegrityRunOperation } from "#lib/integrity/integrity-api.ts";
import { resumeIntegrityRun } from "#lib/integrity/manage-runs.ts";

export const POST = route(continueIntegrityRunOperation, async ({ services, params, reply }) =>
  reply(200, { run: await resumeIntegrityRun(services, params.id) }),
);
