import { listUserAdminViews } from "#lib/admin/list-users.ts";
import { listUsersOperation } from "#lib/admin/user-admin-api.ts";
import { route } from "#lib/http/route.ts";

export const GET = route(listUsersOperation, async ({ services, query, reply }) =>
  reply(200, await listUserAdminViews(services, query)),
);
