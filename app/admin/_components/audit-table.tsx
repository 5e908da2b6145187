import Link from "next/link";
import { UNKNOWN_ADDRESS } from "#lib/accounts/rate-limit.ts";
import type { AuditAction, AuditEvent } from "#lib/audit/audit-event.ts";
import { Badge } from "./badge.tsx";
import { cellClass, DataTable } from "./data-table.tsx";
import { Moment } from "./moment.tsx";

export const auditLabels: Record<AuditAction, string> = {
  registered: "Registered",
  signed_in: "Signed in",
  sign_in_failed: "Sign-in failed",
  password_changed: "Password changed",
  password_change_failed: "Wrong current password",
  password_reset: "Password reset",
  password_reset_failed: "Invalid reset link used",
  reset_link_created: "Reset link created",
  session_ended: "Signed out",
  sessions_ended: "Signed out everywhere",
  attempts_throttled: "Too many attempts",
  role_changed: "Role changed",
  quota_changed: "Quota changed",
  user_disabled: "Account disabled",
  user_enabled: "Account enabled",
  user_removed: "Account removed",
  account_closed: "Account closed by its owner",
  account_kept: "Closed account kept",
  user_viewed: "Account viewed",
  image_viewed: "Processing record viewed",
  failures_retried: "Failures retried",
  failures_discarded: "Failures discarded",
  integrity_checked: "Integrity checked",
  faults_repaired: "Findings repaired",
  rerender_started: "Re-render started",
  rerender_paused: "Re-render paused",
  rerender_resumed: "Re-render resumed",
  rerender_cancelled: "Re-render cancelled",
  rerender_pace_changed: "Pace of re-render changed",
  audit_exported: "Audit log exported",
  share_created: "Share link created",
  share_changed: "Share link changed",
  share_revoked: "Share link revoked",
  share_visited: "Share link visited",
  share_photos_added: "Photos added by a share",
  share_left: "Share left",
};

const alarming = new Set<AuditAction>([
  "sign_in_failed",
  "password_change_failed",
  "password_reset_failed",
  "attempts_throttled",
  "user_disabled",
  "user_removed",
  "account_closed",
]);

export function AuditTable({ events }: { events: AuditEvent[] }) {
  // Without a proxy in front, as on one machine, no address is known and the column would say nothing.
  const hasAddresses = events.some(({ address }) => address !== undefined && address !== UNKNOWN_ADDRESS);
  return (
    <DataTable
      label="Audit log"
      columns={[
        { label: "When (UTC)" },
        { label: "What" },
        { label: "By" },
        { label: "To" },
        { label: "Details" },
        ...(hasAddresses ? [{ label: "From" }] : []),
      ]}
    >
      {events.map((event) => (
        <tr key={`${event.at}${event.id}`}>
          <td className={cellClass}>
            <Moment at={event.at} />
          </td>
          <td className={cellClass}>
            <Badge tone={alarming.has(event.action) ? "bad" : "neutral"}>{auditLabels[event.action]}</Badge>
          </td>
          <td className={cellClass}>
            <Actor actor={event.actor} />
          </td>
          <td className={cellClass}>{event.subject ? <UserLink user={event.subject} /> : null}</td>
          <td className={`${cellClass} max-w-72 break-words text-muted`}>
            {Object.entries(event.details ?? {})
              .map(([name, value]) => `${name}: ${value}`)
              .join(", ")}
          </td>
          {hasAddresses && <td className={`${cellClass} tabular text-muted`}>{event.address}</td>}
        </tr>
      ))}
    </DataTable>
  );
}

function Actor({ actor }: { actor: AuditEvent["actor"] }) {
  if (actor.kind === "operator") return <span className="text-muted">operator</span>;
  if (actor.email || actor.id) return <UserLink user={actor} />;
  return <span className="text-muted">unknown</span>;
}

function UserLink({ user }: { user: { id?: string | undefined; email?: string | undefined } }) {
  if (!user.id) return <span>{user.email}</span>;
  return (
    <Link href={`/admin/users/${user.id}`} className="rounded underline-offset-4 hover:text-accent hover:underline">
      {user.email ?? user.id}
    </Link>
  );
}
