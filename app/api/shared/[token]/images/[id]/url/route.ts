import { requestVisitor } from "#app/_server/request-visitor.ts";
import { route } from "#app/_server/route.ts";
import { visitShare } from "#lib/shares/open-share.ts";
import { getSharedUrlOperation } from "#lib/shares/shared-api.ts";
import { getSharedUrl } from "#lib/shares/view-shared-images.ts";

export const GET = route(getSharedUrlOperation, async ({ services, params, query, request, reply }) => {
  const { viewer } = await visitShare(services, params.token, await requestVisitor(request.headers));
  const { variant, download: isDownload } = query;
  return reply(200, await getSharedUrl(services, viewer, params.id, { variant, isDownload }));
});
