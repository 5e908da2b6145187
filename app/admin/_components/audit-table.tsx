import { Link } from "#app/_components/link.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { UNKNOWN_ADDRESS } from "#lib/accounts/rate-limit.ts";
import type { AuditAction, AuditEvent } from "#lib/audit/audit-event.ts";
import { Badge } from "./badge.tsx";
import { cellClass, DataTable } from "./data-table.tsx";
import { Moment } from "./moment.tsx";

const alarming = new Set<AuditAction>([
  "sign_in_failed",
  "password_change_failed",
  "password_reset_failed",
  "attempts_throttled",
  "user_disabled",
  "user_removed",
  "account_closed",
]);

export async function AuditTable({ events }: { events: AuditEvent[] }) {
  const t = await getTranslations("adminAudit");
  const common = await getTranslations("admin");
  const actions = await getTranslations("auditActions");
  // Without a proxy in front, as on one machine, no address is known and the column would say nothing.
  const hasAddresses = events.some(({ address }) => address !== undefined && address !== UNKNOWN_ADDRESS);
  return (
    <DataTable
      label={common("audit")}
      columns={[
        { label: common("when") },
        { label: common("what") },
        { label: t("by") },
        { label: t("to") },
        { label: t("details") },
        ...(hasAddresses ? [{ label: t("from") }] : []),
      ]}
    >
      {events.map((event) => (
        <tr key={`${event.at}${event.id}`}>
          <td className={cellClass}>
            <Moment at={event.at} />
          </td>
          <td className={cellClass}>
            <Badge tone={alarming.has(event.action) ? "bad" : "neutral"}>{actions(event.action)}</Badge>
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

async function Actor({ actor }: { actor: AuditEvent["actor"] }) {
  const t = await getTranslations("adminAudit");
  if (actor.kind === "operator") return <span className="text-muted">{t("operator")}</span>;
  if (actor.email || actor.id) return <UserLink user={actor} />;
  return <span className="text-muted">{t("unknown")}</span>;
}

function UserLink({ user }: { user: { id?: string | undefined; email?: string | undefined } }) {
  if (!user.id) return <span>{user.email}</span>;
  return (
    <Link href={`/admin/users/${user.id}`} className="rounded underline-offset-4 hover:text-accent hover:underline">
      {user.email ?? user.id}
    </Link>
  );
}
