import { route } from "#app/_server/route.ts";
import { listSessionsOperation } from "#lib/accounts/user-api.ts";
import { viewSessions } from "#lib/accounts/user-sessions.ts";

export const GET = route(listSessionsOperation, async ({ services, user, session, reply }) =>
  reply(200, { sessions: await viewSessions(services, user, session) }),
);
