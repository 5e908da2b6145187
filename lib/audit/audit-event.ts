import { z } from "zod";
import { timestampField } from "#lib/field-schemas.ts";

/** Everything the audit log names. */
export const auditActions = [
  "registered",
  "signed_in",
  "sign_in_failed",
  "password_changed",
  "password_change_failed",
  "password_reset",
  "password_reset_failed",
  "reset_link_created",
  "session_ended",
  "sessions_ended",
  "attempts_throttled",
  "role_changed",
  "quota_changed",
  "user_disabled",
  "user_enabled",
  "user_removed",
  "account_closed",
  "account_kept",
  "user_viewed",
  "image_viewed",
  "failures_retried",
  "failures_discarded",
  "integrity_checked",
  "faults_repaired",
  "rerender_started",
  "rerender_paused",
  "rerender_resumed",
  "rerender_cancelled",
  "rerender_pace_changed",
  "audit_exported",
  "share_created",
  "share_changed",
  "share_revoked",
  "share_visited",
  "share_photos_added",
  "share_left",
] as const;
export type AuditAction = (typeof auditActions)[number];

const partySchema = z.object({ id: z.string().optional(), email: z.string().optional() });

/** Who did something: a user, nobody who is known, or whoever runs the installation. */
const actorSchema = partySchema.extend({ kind: z.enum(["user", "nobody", "operator"]) });
export type AuditActor = z.infer<typeof actorSchema>;

/** One entry of the audit log. Entries are never changed; they end with the retention that is configured. */
export const auditEventSchema = z
  .object({
    id: z.string(),
    at: timestampField.describe("ISO 8601, UTC"),
    action: z.enum(auditActions),
    actor: actorSchema,
    subject: partySchema.optional().describe("The user whom it was done to, if that is somebody else"),
    address: z.string().optional().describe("Network address that the request came from"),
    details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  })
  .meta({ id: "AuditEvent" });
export type AuditEvent = z.infer<typeof auditEventSchema>;

/** What an export ends with that does not hold all events. */
export const leftOutEventsSchema = z
  .object({ leftOutBefore: timestampField.describe("More events are before this moment: export them with `to`") })
  .meta({ id: "LeftOutEvents" });
export type LeftOutEvents = z.infer<typeof leftOutEventsSchema>;
