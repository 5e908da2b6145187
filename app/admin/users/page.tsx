import { Search } from "lucide-react";
import type { Metadata } from "next";
import { buttonClass } from "#app/_components/button-class.ts";
import { formatCount } from "#app/_components/format-count.ts";
import { Link } from "#app/_components/link.tsx";
import { inputClass } from "#app/_components/text-field.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { webServices } from "#app/_server/web-services.ts";
import { isClosedByOwner } from "#lib/accounts/closed-account.ts";
import type { UserAdminView } from "#lib/operations/user-admin-view.ts";
import { listLargestUsers, listUserAdminViews, MAX_SORTED_USERS } from "#lib/operations/view-users.ts";
import { Badge } from "../_components/badge.tsx";
import { cellClass, DataTable, EmptyState, figureCellClass } from "../_components/data-table.tsx";
import { listFromCursor } from "../_components/list-from-cursor.ts";
import { Moment } from "../_components/moment.tsx";
import { NextPageLink } from "../_components/next-page-link.tsx";
import { PageTitle } from "../_components/page-title.tsx";
import { requireAdmin } from "../_components/require-admin.ts";
import { firstParam, type Search as SearchParams } from "../_components/search-params.ts";
import { UsageMeter } from "../_components/usage-meter.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin"))("users") };
}

const PAGE_SIZE = 50;

export default async function UsersPage({ searchParams }: { searchParams: SearchParams }) {
  await requireAdmin();
  const t = await getTranslations("adminUsers");
  const common = await getTranslations("admin");
  const given = await searchParams;
  const search = firstParam(given.search) ?? "";
  const isByStorage = firstParam(given.sort) === "storage";
  const { users, nextCursor, isCut } = await readUsers(search, isByStorage, firstParam(given.cursor));
  return (
    <>
      <PageTitle title={common("users")}>{t("note")}</PageTitle>
      <search>
        <form action="/admin/users" className="mb-4 flex max-w-lg gap-2">
          <label htmlFor="search" className="sr-only">
            {t("searchLabel")}
          </label>
          <input
            id="search"
            name="search"
            type="search"
            defaultValue={search}
            placeholder={t("searchPlaceholder")}
            autoComplete="off"
            className={inputClass}
          />
          <button type="submit" className={buttonClass("secondary", "large")}>
            <Search className="size-4" aria-hidden="true" />
            {t("search")}
          </button>
        </form>
      </search>
      <nav aria-label={t("order")} className="mb-4 flex flex-wrap gap-x-4 gap-y-1 text-sm">
        <OrderLink search={search} isCurrent={!isByStorage}>
          {t("byEmail")}
        </OrderLink>
        <OrderLink search={search} sort="storage" isCurrent={isByStorage}>
          {t("byStorage")}
        </OrderLink>
        {isCut && <span className="text-muted">{t("amongFirst", { count: MAX_SORTED_USERS })}</span>}
      </nav>
      {users.length === 0 ? (
        <EmptyState>{search ? t("noMatch", { search }) : t("none")}</EmptyState>
      ) : (
        <DataTable
          label={common("users")}
          columns={[
            { label: common("user") },
            { label: common("storage") },
            { label: common("photos"), isFigure: true },
            { label: t("lastSignInUtc") },
            { label: t("registeredUtc") },
          ]}
        >
          {users.map((user) => (
            <UserRow key={user.id} user={user} />
          ))}
        </DataTable>
      )}
      <NextPageLink cursor={nextCursor} query={{ search }} label={t("nextPage", { count: PAGE_SIZE })} />
    </>
  );
}

async function readUsers(search: string, isByStorage: boolean, cursor: string | undefined) {
  const services = webServices();
  if (!isByStorage) {
    const page = await listFromCursor(cursor, (start) =>
      listUserAdminViews(services, { search, limit: PAGE_SIZE, cursor: start }),
    );
    return { ...page, isCut: false };
  }
  const { users, isMore } = await listLargestUsers(services, { search, limit: PAGE_SIZE });
  return { users, nextCursor: undefined, isCut: isMore };
}

function OrderLink(props: { search: string; sort?: string; isCurrent: boolean; children: string }) {
  const query = new URLSearchParams({
    ...(props.search && { search: props.search }),
    ...(props.sort && { sort: props.sort }),
  });
  return (
    <Link
      href={`/admin/users?${query}`}
      {...(props.isCurrent ? { "aria-current": "true" as const } : {})}
      className="rounded text-muted underline-offset-4 hover:text-ink hover:underline aria-[current=true]:font-medium aria-[current=true]:text-ink"
    >
      {props.children}
    </Link>
  );
}

async function UserRow({ user }: { user: UserAdminView }) {
  const t = await getTranslations("adminUsers");
  const common = await getTranslations("admin");
  return (
    <tr className="hover:bg-raised/50">
      <td className={`${cellClass} max-w-56 break-words sm:max-w-md`}>
        <div className="flex flex-wrap items-center gap-2">
          <Link
            href={`/admin/users/${user.id}`}
            className="min-w-0 rounded font-medium break-all underline-offset-4 hover:text-accent hover:underline"
          >
            {user.email}
          </Link>
          {user.role === "admin" && <Badge tone="accent">{common("admin")}</Badge>}
          {user.removingSince ? (
            <Badge tone="bad">{t("beingDeleted")}</Badge>
          ) : (
            user.disabledAt && <Badge tone="bad">{t(isClosedByOwner(user) ? "closed" : "disabled")}</Badge>
          )}
        </div>
        {user.name && <p className="text-[0.8125rem] text-muted">{user.name}</p>}
      </td>
      <td className={cellClass}>
        <UsageMeter usedBytes={user.usedBytes} quotaBytes={user.quotaBytes} />
      </td>
      <td className={figureCellClass}>{formatCount(user.imageCount, t.locale)}</td>
      <td className={cellClass}>
        <Moment at={user.lastSignInAt} />
      </td>
      <td className={cellClass}>
        <Moment at={user.createdAt} />
      </td>
    </tr>
  );
}
