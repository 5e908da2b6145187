import { requestVisitor } from "#app/_server/request-visitor.ts";
import { route } from "#app/_server/route.ts";
import { visitShare } from "#lib/shares/open-share.ts";
import { downloadSharedOperation } from "#lib/shares/shared-api.ts";
import { getSharedDownload } from "#lib/shares/view-shared-images.ts";

export const GET = route(downloadSharedOperation, async ({ services, params, request, reply }) => {
  const { viewer } = await visitShare(services, params.token, await requestVisitor(request.headers));
  const { url } = await getSharedDownload(services, viewer, params.id);
  return reply(302, undefined, { location: url });
});
