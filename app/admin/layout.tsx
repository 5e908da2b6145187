import { Images } from "lucide-react";
import type { ReactNode } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { Link } from "#app/_components/link.tsx";
import { ThemeMenu } from "#app/_components/theme-menu.tsx";
import { Wordmark } from "#app/_components/wordmark.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { GiveMessages } from "#app/_messages/give-messages.tsx";
import { AdminNav } from "./_components/admin-nav.tsx";
import { requireAdmin } from "./_components/require-admin.ts";

const ADMIN_AREAS = [
  "admin",
  "adminIntegrity",
  "adminOverview",
  "adminProcessing",
  "adminRenditions",
  "adminUsers",
] as const;

export default async function AdminLayout({ children }: { children: ReactNode }) {
  await requireAdmin();
  const t = await getTranslations("admin");
  return (
    <GiveMessages areas={ADMIN_AREAS}>
      <div className="min-h-dvh">
        <header className="sticky top-0 z-30 border-b border-line bg-page/90 backdrop-blur-md">
          <div className="mx-auto flex h-15 max-w-[90rem] items-center gap-3 px-4 sm:px-6">
            <Link href="/admin" aria-label={t("home")} className="flex rounded-lg">
              <Wordmark />
            </Link>
            <span className="rounded-md bg-raised px-2 py-0.5 text-xs font-medium text-muted">{t("admin")}</span>
            <div className="ml-auto flex items-center gap-1">
              <ThemeMenu />
              <Link href="/" className={buttonClass("quiet", "medium", "px-2.5 sm:px-4")} aria-label={t("yourPhotos")}>
                <Images className="size-5" aria-hidden="true" />
                <span className="hidden sm:inline">{t("yourPhotos")}</span>
              </Link>
            </div>
          </div>
        </header>
        <div className="mx-auto max-w-[90rem] gap-8 px-4 sm:px-6 lg:grid lg:grid-cols-[12rem_minmax(0,1fr)]">
          <div className="py-3 lg:sticky lg:top-15 lg:self-start lg:py-6">
            <AdminNav />
          </div>
          <main id="content" tabIndex={-1} className="min-w-0 pt-2 pb-24 outline-none lg:pt-6">
            {children}
          </main>
        </div>
      </div>
    </GiveMessages>
  );
}
