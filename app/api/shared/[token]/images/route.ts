import { requestVisitor } from "#app/_server/request-visitor.ts";
import { route } from "#app/_server/route.ts";
import { visitShare } from "#lib/shares/open-share.ts";
import { listSharedImagesOperation } from "#lib/shares/shared-api.ts";
import { listSharedImages } from "#lib/shares/view-shared-images.ts";

export const GET = route(listSharedImagesOperation, async ({ services, params, query, request, reply }) => {
  const { viewer } = await visitShare(services, params.token, await requestVisitor(request.headers));
  return reply(200, await listSharedImages(services, viewer, query));
});
