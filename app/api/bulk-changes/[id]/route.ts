import { route } from "#app/_server/route.ts";
import { cancelBulkChangeOperation, getBulkChangeOperation } from "#lib/bulk/bulk-api.ts";
import { toBulkChangeView } from "#lib/bulk/bulk-change.ts";
import { cancelBulkChange, followBulkChange } from "#lib/bulk/view-bulk-changes.ts";

export const GET = route(getBulkChangeOperation, async ({ services, user, params, reply }) =>
  reply(200, { change: toBulkChangeView(await followBulkChange(services, user, params.id)) }),
);

export const DELETE = route(cancelBulkChangeOperation, async ({ services, user, params, reply }) =>
  reply(200, { change: toBulkChangeView(await cancelBulkChange(services, user, params.id)) }),
);
