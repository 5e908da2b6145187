import { requestVisitor } from "#app/_server/request-visitor.ts";
import { route } from "#app/_server/route.ts";
import { getSharedUpload } from "#lib/shares/add-to-share.ts";
import { getSharedUploadOperation } from "#lib/shares/shared-api.ts";

export const GET = route(getSharedUploadOperation, async ({ services, params, request, reply }) => {
  const visitor = await requestVisitor(request.headers);
  return reply(200, { upload: await getSharedUpload(services, params.token, visitor, params.id) });
});
