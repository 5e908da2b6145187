import { toChangesHeader } from "#app/_server/own-changes.ts";
import { route } from "#app/_server/route.ts";
import { findGatewayRequestId, requestTraceId } from "#lib/http/trace-id.ts";
import { toImageViewNow } from "#lib/images/to-image-view.ts";
import { storeUpload } from "#lib/uploads/direct-upload.ts";
import { uploadOperation } from "#lib/uploads/upload-api.ts";
import { readUploadForm } from "#lib/uploads/upload-form.ts";
import { logUpload } from "#lib/uploads/upload-log.ts";

export const POST = route(uploadOperation, async ({ services, user, request, reply }) => {
  const file = await readUploadForm(request, services.config.directUploadMaxBytes);
  const stored = await storeUpload(services, user, { ...file, traceId: requestTraceId(request.headers) });
  const image = await toImageViewNow(services, stored.image);
  if (stored.duplicate) return reply(200, { image, duplicate: true }, toChangesHeader(stored.image));
  logUpload(stored.image, findGatewayRequestId(request.headers));
  return reply(202, { image }, toChangesHeader(stored.image));
});
