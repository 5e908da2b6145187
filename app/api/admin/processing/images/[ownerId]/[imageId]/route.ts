import { requestActor } from "#lib/http/request-actor.ts";
import { route } from "#lib/http/route.ts";
import { getProcessingRecordOperation } from "#lib/operations/processing-api.ts";
import { viewProcessingRecord } from "#lib/operations/view-image.ts";

export const GET = route(getProcessingRecordOperation, async ({ services, user, params, request, reply }) =>
  reply(200, await viewProcessingRecord(services, requestActor(user, request), params)),
);
