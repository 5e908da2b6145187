import type { AuditActor } from "./audit-event.ts";

/** Who does something, and from where, as the audit log notes it. */
export interface RequestActor {
  actor: AuditActor;
  address?: string | undefined;
}
