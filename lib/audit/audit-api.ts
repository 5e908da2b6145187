import { z } from "zod";
import { cursorField, momentField, nextCursorField, ulidField } from "#lib/field-schemas.ts";
import { operation } from "#lib/http/operation.ts";
import { auditActions, auditEventSchema, leftOutEventsSchema } from "./audit-event.ts";

const MAX_PAGE = 200;
const DEFAULT_PAGE = 50;

export const auditFilterSchema = z.object({
  userId: ulidField.optional().describe("Only what this user did or what was done to them"),
  action: z.enum(auditActions).optional(),
  from: momentField.optional().describe("At or after this date or time"),
  to: momentField.optional().describe("Before this date or time"),
});

export const listAuditOperation = operation({
  id: "adminListAudit",
  method: "get",
  path: "/admin/audit",
  tag: "Admin",
  summary: "Read the audit log, newest first",
  description: "A page may be short or even empty before the last one; continue while there is a `nextCursor`.",
  access: "admin",
  query: auditFilterSchema.extend({
    limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE),
    cursor: cursorField.optional(),
  }),
  responses: {
    200: {
      description: "A page of events",
      body: z.object({ events: z.array(auditEventSchema), nextCursor: nextCursorField }),
    },
  },
  errors: ["not_found", "invalid_cursor"],
});

export const exportAuditOperation = operation({
  id: "adminExportAudit",
  method: "get",
  path: "/admin/audit/export",
  tag: "Admin",
  summary: "Download the audit log",
  description:
    "As CSV, or as JSON: an array of the same events. At most 100,000 events: where there are more, the last entry says before which moment (CSV: `older_left_out`).",
  access: "admin",
  query: auditFilterSchema.extend({ format: z.enum(["csv", "json"]).default("csv") }),
  responses: {
    200: {
      description: "The events, newest first",
      body: z.array(z.union([auditEventSchema, leftOutEventsSchema])),
      alternatives: { "text/csv": z.string() },
    },
  },
  errors: ["not_found"],
});
