import { route } from "#app/_server/route.ts";
import { undoBulkChangeOperation } from "#lib/bulk/bulk-api.ts";
import { toBulkChangeView } from "#lib/bulk/bulk-change.ts";
import { undoBulkChange } from "#lib/bulk/start-bulk-change.ts";

export const POST = route(undoBulkChangeOperation, async ({ services, user, params, reply }) => {
  const { change, results } = await undoBulkChange(services, user, params.id);
  const view = toBulkChangeView(change);
  return results ? reply(200, { change: view, results }) : reply(202, { change: view });
});
