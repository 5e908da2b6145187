import { toChangesHeader } from "#app/_server/own-changes.ts";
import { route } from "#app/_server/route.ts";
import { findGatewayRequestId, requestTraceId } from "#lib/http/trace-id.ts";
import { toImageViewNow } from "#lib/images/to-image-view.ts";
import { beginUpload } from "#lib/uploads/begin-upload.ts";
import { beginUploadOperation } from "#lib/uploads/upload-api.ts";
import { logUpload } from "#lib/uploads/upload-log.ts";

export const POST = route(beginUploadOperation, async ({ services, user, body, request, reply }) => {
  const begun = await beginUpload(services, user, { ...body, traceId: requestTraceId(request.headers) });
  const image = await toImageViewNow(services, begun.image);
  if ("duplicate" in begun) return reply(200, { image, duplicate: true }, toChangesHeader(begun.image));
  logUpload(begun.image, findGatewayRequestId(request.headers));
  return reply(201, { image, upload: begun.upload }, toChangesHeader(begun.image));
});
