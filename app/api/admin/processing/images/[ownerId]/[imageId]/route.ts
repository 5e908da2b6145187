import { requestActor } from "#app/_server/request-actor.ts";
import { route } from "#app/_server/route.ts";
import { getProcessingRecordOperation } from "#lib/operations/processing-api.ts";
import { viewProcessingRecord } from "#lib/operations/view-image.ts";

export const GET = route(getProcessingRecordOperation, async ({ services, user, params, request, reply }) =>
  reply(200, await viewProcessingRecord(services, requestActor(user, request), params)),
);
