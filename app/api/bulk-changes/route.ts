import { route } from "#app/_server/route.ts";
import { listBulkChangesOperation } from "#lib/bulk/bulk-api.ts";
import { toBulkChangeView } from "#lib/bulk/bulk-change.ts";
import { getBulkChanges } from "#lib/bulk/view-bulk-changes.ts";

export const GET = route(listBulkChangesOperation, async ({ services, user, reply }) =>
  reply(200, { changes: (await getBulkChanges(services, user)).map(toBulkChangeView) }),
);
