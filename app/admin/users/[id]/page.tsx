import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { formatCount } from "#app/_components/format-count.ts";
import { Link } from "#app/_components/link.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { webServices } from "#app/_server/web-services.ts";
import { isClosedByOwner } from "#lib/accounts/closed-account.ts";
import { listAudit } from "#lib/audit/list-audit.ts";
import { isAppError } from "#lib/errors.ts";
import type { UserAdminView } from "#lib/operations/user-admin-view.ts";
import { viewUser } from "#lib/operations/view-users.ts";
import { AuditTable } from "../../_components/audit-table.tsx";
import { Badge } from "../../_components/badge.tsx";
import { Card } from "../../_components/card.tsx";
import { EmptyState } from "../../_components/data-table.tsx";
import { Moment } from "../../_components/moment.tsx";
import { PageTitle } from "../../_components/page-title.tsx";
import { requireAdmin } from "../../_components/require-admin.ts";
import { UsageMeter } from "../../_components/usage-meter.tsx";
import { UserActions } from "../_components/user-actions.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin"))("user") };
}

const EVENTS_SHOWN = 20;

export default async function UserPage({ params }: { params: Promise<{ id: string }> }) {
  const { user: admin, by } = await requireAdmin();
  const { id } = await params;
  const t = await getTranslations("adminUsers");
  const common = await getTranslations("admin");
  const services = webServices();
  const user = await viewUser(services, by, id).catch((error: unknown) => {
    if (isAppError(error, "not_found")) notFound();
    throw error;
  });
  const { events } = await listAudit(services, { userId: id, limit: EVENTS_SHOWN });
  return (
    <>
      <PageTitle title={user.email}>
        <span className="flex flex-wrap items-center gap-2">
          {user.name && <span>{user.name}</span>}
          <Badge tone={user.role === "admin" ? "accent" : "neutral"}>
            {user.role === "admin" ? common("admin") : t("userRole")}
          </Badge>
          {user.isAdminByConfiguration && <Badge>{t("byConfiguration")}</Badge>}
          {user.removingSince && <Badge tone="bad">{t("beingDeleted")}</Badge>}
          {user.disabledAt && !user.removingSince && (
            <Badge tone="bad">{t(isClosedByOwner(user) ? "closed" : "disabled")}</Badge>
          )}
        </span>
      </PageTitle>
      <div className="grid gap-5 xl:grid-cols-2">
        <Card title={t("account")}>
          <Facts user={user} />
        </Card>
        <Card title={common("actions")}>
          <UserActions user={user} isSelf={user.id === admin.id} />
        </Card>
      </div>
      <div className="mt-8">
        <div className="mb-3 flex flex-wrap items-baseline justify-between gap-3">
          <h2 className="font-semibold tracking-tight">{t("activity")}</h2>
          <Link
            href={`/admin/audit?${new URLSearchParams({ user: user.email })}`}
            className="rounded text-sm text-accent underline underline-offset-4"
          >
            {t("showInAudit")}
          </Link>
        </div>
        {events.length > 0 ? <AuditTable events={events} /> : <EmptyState>{t("noActivity")}</EmptyState>}
      </div>
    </>
  );
}

async function Facts({ user }: { user: UserAdminView }) {
  const t = await getTranslations("adminUsers");
  const common = await getTranslations("admin");
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2.5 text-sm">
      <Fact label={common("storage")}>
        <UsageMeter usedBytes={user.usedBytes} quotaBytes={user.quotaBytes} />
      </Fact>
      <Fact label={common("photos")}>
        <span className="tabular">{formatCount(user.imageCount, t.locale)}</span>
      </Fact>
      <Fact label={t("quota")}>{t(user.hasOwnQuota ? "ownQuota" : "defaultQuota")}</Fact>
      <Fact label={t("registered")}>
        <Moment at={user.createdAt} />
      </Fact>
      <Fact label={t("lastSignIn")}>
        <Moment at={user.lastSignInAt} />
      </Fact>
      {user.disabledAt && (
        <Fact label={t("disabled")}>
          <Moment at={user.disabledAt} />
        </Fact>
      )}
      {user.deletesAt && (
        <Fact label={t("closedByOwner")}>
          <Moment at={user.deletesAt} />
        </Fact>
      )}
      <Fact label={t("id")}>
        <code className="text-[0.8125rem] break-all">{user.id}</code>
      </Fact>
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{label}</dt>
      <dd>{children}</dd>
    </>
  );
}
