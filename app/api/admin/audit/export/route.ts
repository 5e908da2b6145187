import { requestActor } from "#app/_server/request-actor.ts";
import { route } from "#app/_server/route.ts";
import { exportAuditOperation } from "#lib/audit/audit-api.ts";
import { writeAuditCsv, writeAuditJson } from "#lib/audit/audit-csv.ts";
import { exportAudit } from "#lib/audit/list-audit.ts";
import { recordAudit } from "#lib/audit/record-audit.ts";

export const GET = route(exportAuditOperation, async ({ services, user, query, request }) => {
  const { format, ...filter } = query;
  await recordAudit(services, { action: "audit_exported", ...requestActor(user, request), details: { format } });
  const write = format === "csv" ? writeAuditCsv : writeAuditJson;
  return new Response(toStream(write(exportAudit(services, filter))), {
    headers: {
      "content-type": format === "csv" ? "text/csv; charset=utf-8" : "application/json",
      "content-disposition": `attachment; filename="skylight-audit.${format}"`,
      "cache-control": "no-store",
    },
  });
});

function toStream(lines: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await lines.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
}
