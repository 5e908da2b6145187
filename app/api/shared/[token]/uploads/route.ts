import { requestVisitor } from "#app/_server/request-visitor.ts";
import { route } from "#app/_server/route.ts";
import { findGatewayRequestId, requestTraceId } from "#lib/http/trace-id.ts";
import { beginSharedUpload } from "#lib/shares/add-to-share.ts";
import { toGuestCookies } from "#lib/shares/guest-cookie.ts";
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
  if (upload) logUpload(image, findGatewayRequestId(request.headers));
  const response = upload ? reply(201, { id: image.id, upload }) : reply(200, { duplicate: true });
  const cookies = isKnown ? [] : toGuestCookies(services.config, share, params.token, guestId);
  for (const line of cookies) response.headers.append("set-cookie", line);
  return response;
});
