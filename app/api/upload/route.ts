import { route } from "#lib/http/route.ts";
import { requestTraceId } from "#lib/http/trace-id.ts";
import { readUploadForm } from "#lib/http/upload-form.ts";
import { logUpload } from "#lib/http/upload-log.ts";
import { uploadOperation } from "#lib/images/image-api.ts";
import { storeUpload } from "#lib/images/store-upload.ts";
import { toImageViewNow } from "#lib/images/to-image-view.ts";

export const POST = route(uploadOperation, async ({ services, user, request, reply }) => {
  const file = await readUploadForm(request, services.config.directUploadMaxBytes);
  const stored = await storeUpload(services, user, { ...file, traceId: requestTraceId(request.headers) });
  const image = await toImageViewNow(services, stored.image);
  if (stored.duplicate) return reply(200, { image, duplicate: true });
  logUpload(stored.image);
  return reply(202, { image });
});
