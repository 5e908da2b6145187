import { readOwnChanges, toChangesHeader } from "#app/_server/own-changes.ts";
import { route } from "#app/_server/route.ts";
import { changeImagesOperation, IDEMPOTENCY_KEY } from "#lib/bulk/bulk-api.ts";
import { listChangedImages, toBulkChangeView } from "#lib/bulk/bulk-change.ts";
import { changeImages } from "#lib/bulk/start-bulk-change.ts";

export const POST = route(changeImagesOperation, async ({ services, user, body, headers, request, reply }) => {
  const own = await readOwnChanges(request.headers);
  const { change, results } = await changeImages(services, user, body, own, headers[IDEMPOTENCY_KEY]);
  const view = toBulkChangeView(change);
  if (!results) return reply(202, { change: view });
  return reply(200, { change: view, results }, toChangesHeader(...listChangedImages(results)));
});
