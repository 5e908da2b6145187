import { route } from "#app/_server/route.ts";
import { listUserAdminViews } from "#lib/operations/list-users.ts";
import { listUsersOperation } from "#lib/operations/user-admin-api.ts";

export const GET = route(listUsersOperation, async ({ services, query, reply }) =>
  reply(200, await listUserAdminViews(services, query)),
);
