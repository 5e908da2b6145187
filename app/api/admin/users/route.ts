import { route } from "#app/_server/route.ts";
import { listUsersOperation } from "#lib/operations/user-admin-api.ts";
import { listUserAdminViews } from "#lib/operations/view-users.ts";

export const GET = route(listUsersOperation, async ({ services, query, reply }) =>
  reply(200, await listUserAdminViews(services, query)),
);
