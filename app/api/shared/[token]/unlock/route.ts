import { requestVisitor } from "#app/_server/request-visitor.ts";
import { route } from "#app/_server/route.ts";
import { isAppError } from "#lib/errors.ts";
import { isForm } from "#lib/http/request-body.ts";
import { unlockSharedOperation } from "#lib/shares/shared-api.ts";
import { unlockShare } from "#lib/shares/unlock-share.ts";
import { toVisitCookies } from "#lib/shares/visit-cookie.ts";

export const POST = route(unlockSharedOperation, async ({ services, params, body, request, reply }) => {
  const page = `/s/${encodeURIComponent(params.token)}`;
  try {
    const visitor = await requestVisitor(request.headers);
    const share = await unlockShare(services, params.token, body.password, visitor);
    const response = isForm(request) ? reply(303, undefined, { location: page }) : reply(204);
    for (const line of toVisitCookies(services.config, share, params.token)) {
      response.headers.append("set-cookie", line);
    }
    return response;
  } catch (error) {
    // A form has no reader of problem documents; the page says it, and for a link that has ended it is a 404.
    if (!isForm(request) || !isAppError(error)) throw error;
    return reply(303, undefined, { location: `${page}?refused=${error.code}` });
  }
});
