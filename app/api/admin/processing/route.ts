import { route } from "#app/_server/route.ts";
import { getProcessingOperation } from "#lib/operations/processing-api.ts";
import { getProcessing } from "#lib/operations/view-processing.ts";

export const GET = route(getProcessingOperation, async ({ services, reply }) =>
  reply(200, await getProcessing(services)),
);
