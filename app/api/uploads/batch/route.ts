import { toChangesHeader } from "#app/_server/own-changes.ts";
import { route } from "#app/_server/route.ts";
import { isAppError } from "#lib/errors.ts";
import { findGatewayRequestId, requestTraceId } from "#lib/http/trace-id.ts";
import { toImageViewNow } from "#lib/images/to-image-view.ts";
import { beginUploads } from "#lib/uploads/begin-uploads.ts";
import { beginUploadsOperation } from "#lib/uploads/upload-api.ts";
import { logUpload } from "#lib/uploads/upload-log.ts";

export const POST = route(beginUploadsOperation, async ({ services, user, body, request, reply }) => {
  const traceId = requestTraceId(request.headers);
  const announcements = body.uploads.map((announcement) => ({ ...announcement, traceId }));
  const begun = await beginUploads(services, user, announcements);
  const results = await Promise.all(
    begun.map(async (ticket) => {
      if (isAppError(ticket)) return { error: { code: ticket.code, detail: ticket.message } };
      const image = await toImageViewNow(services, ticket.image);
      if ("duplicate" in ticket) return { image, duplicate: true as const };
      logUpload(ticket.image, findGatewayRequestId(request.headers));
      return { image, upload: ticket.upload };
    }),
  );
  const images = begun.flatMap((ticket) => (isAppError(ticket) ? [] : [ticket.image]));
  return reply(200, { results }, toChangesHeader(...images));
});
