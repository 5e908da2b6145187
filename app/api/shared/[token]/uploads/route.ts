import { requestVisitor } from "#app/_server/request-visitor.ts";
import { route } from "#app/_server/route.ts";
import { requestTraceId } from "#lib/http/trace-id.ts";
import { beginSharedUpload } from "#lib/shares/add-to-share.ts";
import { toGuestCookie } from "#lib/shares/guest-cookie.ts";
import { beginSharedUploadOperation } from "#lib/shares/shared-api.ts";
import { logUpload } from "#lib/uploads/upload-log.ts";

export const POST = route(beginSharedUploadOperation, async ({ services, params, body, request, reply }) => {
  const visitor = await requestVisitor(request.headers);
  const announcement = { ...body, traceId: requestTraceId(request.headers) };
  const { image, upload, share, guestId, isKnown } = await beginSharedUpload(
    services,
    params.token,
    visitor,
    announcement,
  );
  const headers: Record<string, string> = isKnown
    ? {}
    : { "set-cookie": toGuestCookie(services.config, share, params.token, guestId) };
  if (!upload) return reply(200, { duplicate: true }, headers);
  logUpload(image);
  return reply(201, { id: image.id, upload }, headers);
});
