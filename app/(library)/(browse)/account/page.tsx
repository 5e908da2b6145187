import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";
import { formatBytes } from "#app/_components/format-bytes.ts";
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

export const metadata: Metadata = { title: "Account" };

export default async function AccountPage() {
  const user = await requirePageUser("/account");
  const current = (await findPageSession())?.session;
  const [usage, sessions, contents] = await Promise.all([
    getUsageView(webServices(), user),
    current ? viewSessions(webServices(), user, current) : [],
    countContents(webServices(), user),
  ]);
  const held = usage.usedBytes + usage.reservedBytes;
  const percent = Math.min(100, (100 * held) / usage.quotaBytes);
  return (
    <div className="mx-auto max-w-2xl space-y-5">
      <div className="mb-6">
        <h1 className="text-xl font-semibold tracking-tight">Account</h1>
        <p className="mt-1 text-muted">
          {user.name && <>{user.name} · </>}
          {user.email}
        </p>
      </div>
      <Card title="Storage">
        <p className="tabular text-sm">
          <strong className="font-semibold">{formatBytes(usage.usedBytes)}</strong> of {formatBytes(usage.quotaBytes)}{" "}
          used by {usage.imageCount} {usage.imageCount === 1 ? "photo" : "photos"}
        </p>
        <div className="relative mt-3 h-2 overflow-hidden rounded-full bg-raised">
          <meter
            aria-label="Storage used"
            min={0}
            max={usage.quotaBytes}
            value={held}
            className="absolute inset-0 size-full opacity-0"
          >
            {formatBytes(held)} of {formatBytes(usage.quotaBytes)}
          </meter>
          <div className="h-full min-w-1 rounded-full bg-accent" style={{ width: `${percent}%` }} />
        </div>
        <p className="mt-3 text-[0.8125rem] text-muted">
          Photos in the{" "}
          <Link href="/trash" className="rounded underline underline-offset-4 hover:text-ink">
            trash
          </Link>{" "}
          count too
          {usage.reservedBytes > 0 && <>; {formatBytes(usage.reservedBytes)} are reserved for uploads in progress</>}.
        </p>
      </Card>
      <Card title="Export">
        <p className="mb-4 text-sm text-muted">
          All originals as one zip, with titles, tags and albums beside them for other programs. Without the trash. For
          a large library, <code>npm run export</code> continues where it stopped.
        </p>
        <ExportButton total={usage.imageCount} />
      </Card>
      <Card title="Password">
        <ChangePasswordForm email={user.email} minPasswordLength={MIN_PASSWORD_LENGTH} />
      </Card>
      <Card title="Sessions">
        <p className="mb-4 text-sm text-muted">
          Browsers and API tokens that are signed in to your account. Sign out what you don't recognise, then change
          your password.
        </p>
        <SessionList sessions={sessions} />
        <div className="mt-5 border-t border-line pt-5">
          <SessionButtons />
        </div>
      </Card>
      <Card title="Delete account">
        <DeleteAccount email={user.email} contents={contents} days={DAYS_TO_KEEP} />
      </Card>
    </div>
  );
}

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
