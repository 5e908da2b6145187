import { route } from "#app/_server/route.ts";
import { listAuditOperation } from "#lib/audit/audit-api.ts";
import { listAudit } from "#lib/audit/list-audit.ts";

export const GET = route(listAuditOperation, async ({ services, query, reply }) =>
  reply(200, await listAudit(services, query)),
);
