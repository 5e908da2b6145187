import { requestVisitor } from "#app/_server/request-visitor.ts";
import { route } from "#app/_server/route.ts";
import { openShare, recordVisit } from "#lib/shares/open-share.ts";
import { getSharedOperation } from "#lib/shares/shared-api.ts";
import { viewShared } from "#lib/shares/view-shared-images.ts";

export const GET = route(getSharedOperation, async ({ services, params, request, reply }) => {
  const visitor = await requestVisitor(request.headers);
  const found = await openShare(services, params.token, visitor);
  const shared = await viewShared(services, found.share, found.viewer);
  await recordVisit(services, found, visitor);
  return reply(200, { shared });
});
