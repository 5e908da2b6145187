import { toChangesHeader } from "#app/_server/own-changes.ts";
import { route } from "#app/_server/route.ts";
import { undoBulkChangeOperation } from "#lib/bulk/bulk-api.ts";
import { listChangedImages, toBulkChangeView } from "#lib/bulk/bulk-change.ts";
import { undoBulkChange } from "#lib/bulk/undo-bulk-change.ts";

export const POST = route(undoBulkChangeOperation, async ({ services, user, params, reply }) => {
  const { change, results } = await undoBulkChange(services, user, params.id);
  const view = toBulkChangeView(change);
  if (!results) return reply(202, { change: view });
  return reply(200, { change: view, results }, toChangesHeader(...listChangedImages(results)));
});
