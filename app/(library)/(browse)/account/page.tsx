import type { Metadata } from "next";
import type { ReactNode } from "react";
import { formatBytes } from "#app/_components/format-bytes.ts";
import { LanguageSwitch } from "#app/_components/language-switch.tsx";
import { Link } from "#app/_components/link.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { withMessages } from "#app/_messages/with-messages.tsx";
import { findPageSession, requirePageUser } from "#app/_server/page-user.ts";
import { webServices } from "#app/_server/web-services.ts";
import { DAYS_TO_KEEP } from "#lib/accounts/closed-account.ts";
import { MIN_PASSWORD_LENGTH } from "#lib/accounts/user.ts";
import { viewSessions } from "#lib/accounts/user-sessions.ts";
import { countContents } from "#lib/operations/count-contents.ts";
import { getUsageView } from "#lib/usage/get-usage.ts";
import { ChangePasswordForm } from "./_components/change-password-form.tsx";
import { DeleteAccount } from "./_components/delete-account.tsx";
import { ExportButton } from "./_components/export-button.tsx";
import { SessionButtons } from "./_components/session-buttons.tsx";
import { SessionList } from "./_components/session-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account"))("title") };
}

export default withMessages(["account", "download"], async function AccountPage() {
  const user = await requirePageUser("/account");
  const current = (await findPageSession())?.session;
  const [usage, sessions, contents] = await Promise.all([
    getUsageView(webServices(), user),
    current ? viewSessions(webServices(), user, current) : [],
    countContents(webServices(), user),
  ]);
  const t = await getTranslations("account");
  const common = await getTranslations("common");
  const frame = await getTranslations("frame");
  const inBytes = (bytes: number) => formatBytes(bytes, t.locale);
  const quota = inBytes(usage.quotaBytes);
  const trash = (
    <Link href="/trash" className="rounded underline underline-offset-4 hover:text-ink">
      {t("trash")}
    </Link>
  );
  const held = usage.usedBytes + usage.reservedBytes;
  const percent = Math.min(100, (100 * held) / usage.quotaBytes);
  return (
    <div className="mx-auto max-w-2xl space-y-5">
      <div className="mb-6">
        <h1 className="text-xl font-semibold tracking-tight">{t("title")}</h1>
        <p className="mt-1 text-muted">
          {user.name && <>{user.name} · </>}
          {user.email}
        </p>
      </div>
      <Card title={t("storage")}>
        <p className="tabular text-sm">
          {t.rich("used", {
            used: <strong className="font-semibold">{inBytes(usage.usedBytes)}</strong>,
            quota,
            count: usage.imageCount,
          })}
        </p>
        <div className="relative mt-3 h-2 overflow-hidden rounded-full bg-raised">
          <meter
            aria-label={frame("storageUsed")}
            min={0}
            max={usage.quotaBytes}
            value={held}
            className="absolute inset-0 size-full opacity-0"
          >
            {frame("usedShort", { used: inBytes(held), quota })}
          </meter>
          <div
            className={`h-full rounded-full bg-accent ${held > 0 ? "min-w-1" : ""}`}
            style={{ width: `${percent}%` }}
          />
        </div>
        <p className="mt-3 text-[0.8125rem] text-muted">
          {usage.reservedBytes > 0
            ? t.rich("trashCountsReserved", { trash, bytes: inBytes(usage.reservedBytes) })
            : t.rich("trashCounts", { trash })}
        </p>
      </Card>
      <Card title={t("export")}>
        <p className="mb-4 text-sm text-muted">{t.rich("exportNote", { command: <code>npm run export</code> })}</p>
        <ExportButton total={usage.imageCount} />
      </Card>
      <Card title={common("language")}>
        <LanguageSwitch />
      </Card>
      <Card title={t("password")}>
        <ChangePasswordForm email={user.email} minPasswordLength={MIN_PASSWORD_LENGTH} />
      </Card>
      <Card title={t("sessions")}>
        <p className="mb-4 text-sm text-muted">{t("sessionsNote")}</p>
        <SessionList sessions={sessions} />
        <div className="mt-5 border-t border-line pt-5">
          <SessionButtons />
        </div>
      </Card>
      <Card title={t("delete")}>
        <DeleteAccount email={user.email} contents={contents} days={DAYS_TO_KEEP} />
      </Card>
    </div>
  );
});

function Card({ title, children }: { title: string; children: ReactNode }) {
  const id = `card-${title.toLowerCase().replaceAll(" ", "-")}`;
  return (
    <section aria-labelledby={id} className="rounded-2xl border border-line bg-surface p-5 sm:p-6">
      <h2 id={id} className="mb-4 font-semibold tracking-tight">
        {title}
      </h2>
      {children}
    </section>
  );
}
