import { getProcessing } from "#lib/admin/get-processing.ts";
import { getProcessingOperation } from "#lib/admin/processing-api.ts";
import { route } from "#lib/http/route.ts";

export const GET = route(getProcessingOperation, async ({ services, reply }) =>
  reply(200, await getProcessing(services)),
);
