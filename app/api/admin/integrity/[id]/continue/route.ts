import { route } from "#app/_server/route.ts";
import { continueIntegrityRunOperation } from "#lib/integrity/integrity-api.ts";
import { continueRequestedCheck } from "#lib/integrity/manage-integrity.ts";

export const POST = route(continueIntegrityRunOperation, async ({ services, params, reply }) =>
  reply(200, { run: await continueRequestedCheck(services, params.id) }),
);
