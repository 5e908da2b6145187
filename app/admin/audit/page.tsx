import { Download } from "lucide-react";
import type { Metadata } from "next";
import { buttonClass } from "#app/_components/button-class.ts";
import { inputClass } from "#app/_components/text-field.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { webServices } from "#app/_server/web-services.ts";
import { auditFilterSchema } from "#lib/audit/audit-api.ts";
import { auditActions } from "#lib/audit/audit-event.ts";
import { listAudit } from "#lib/audit/list-audit.ts";
import { findUserIdByEmail } from "#lib/operations/view-users.ts";
import { AuditTable } from "../_components/audit-table.tsx";
import { EmptyState } from "../_components/data-table.tsx";
import { listFromCursor } from "../_components/list-from-cursor.ts";
import { NextPageLink } from "../_components/next-page-link.tsx";
import { PageTitle } from "../_components/page-title.tsx";
import { requireAdmin } from "../_components/require-admin.ts";
import { firstParam, type Search } from "../_components/search-params.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin"))("audit") };
}

const PAGE_SIZE = 50;
/** Stands for nobody, so that a filter by an address that is unknown shows nothing instead of everything. */
const NO_USER = "00000000000000000000000000";

export default async function AuditPage({ searchParams }: { searchParams: Search }) {
  await requireAdmin();
  const t = await getTranslations("adminAudit");
  const common = await getTranslations("admin");
  const actions = await getTranslations("auditActions");
  const services = webServices();
  const given = await searchParams;
  const [user, from, to] = [firstParam(given.user), firstParam(given.from), firstParam(given.to)];
  const parsed = auditFilterSchema.safeParse({
    action: firstParam(given.action),
    from,
    to: to && dayAfter(to),
    ...(user ? { userId: (await findUserIdByEmail(services, user)) ?? NO_USER } : {}),
  });
  const filter = parsed.success ? parsed.data : {};
  const { events, nextCursor } = await listFromCursor(firstParam(given.cursor), (cursor) =>
    listAudit(services, { ...filter, limit: PAGE_SIZE, cursor }),
  );
  const query = present({ user, action: filter.action, from, to });
  const exported = (format: string) => `/api/admin/audit/export?${new URLSearchParams(present({ ...filter, format }))}`;
  return (
    <>
      <PageTitle
        title={common("audit")}
        actions={
          <>
            <a href={exported("csv")} className={buttonClass()} download>
              <Download className="size-4" aria-hidden="true" />
              CSV
            </a>
            <a href={exported("json")} className={buttonClass()} download>
              <Download className="size-4" aria-hidden="true" />
              JSON
            </a>
          </>
        }
      >
        {t("note", { count: services.config.auditRetentionDays })}
      </PageTitle>
      <search>
        <form action="/admin/audit" className="mb-5 grid gap-3 sm:grid-cols-2 xl:grid-cols-[2fr_1.5fr_1fr_1fr_auto]">
          <Field id="user" label={t("userEmail")}>
            <input id="user" name="user" type="search" defaultValue={user} autoComplete="off" className={inputClass} />
          </Field>
          <Field id="action" label={common("what")}>
            <select id="action" name="action" defaultValue={filter.action ?? ""} className={inputClass}>
              <option value="">{t("everything")}</option>
              {auditActions.map((action) => (
                <option key={action} value={action}>
                  {actions(action)}
                </option>
              ))}
            </select>
          </Field>
          <Field id="from" label={t("fromDay")}>
            <input id="from" name="from" type="date" defaultValue={from} className={inputClass} />
          </Field>
          <Field id="to" label={t("toDay")}>
            <input id="to" name="to" type="date" defaultValue={to} className={inputClass} />
          </Field>
          <button type="submit" className={buttonClass("secondary", "large", "self-end")}>
            {t("filter")}
          </button>
        </form>
      </search>
      {events.length > 0 ? (
        <AuditTable events={events} />
      ) : (
        <EmptyState>{t(nextCursor ? "noneAmongNewest" : "none")}</EmptyState>
      )}
      <NextPageLink cursor={nextCursor} query={query} label={common("older")} />
    </>
  );
}

function Field({ id, label, children }: { id: string; label: string; children: React.ReactNode }) {
  return (
    <div className="space-y-1.5">
      <label htmlFor={id} className="block text-sm font-medium">
        {label}
      </label>
      {children}
    </div>
  );
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** The API's end is exclusive; people mean the whole last day. */
function dayAfter(day: string): string {
  const next = new Date(Date.parse(day) + DAY_MS);
  return Number.isNaN(next.getTime()) ? day : next.toISOString();
}

function present(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
