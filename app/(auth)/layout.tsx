import type { ReactNode } from "react";
import { Link } from "#app/_components/link.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { GiveMessages } from "#app/_messages/give-messages.tsx";
import { LanguageSwitch } from "../_components/language-switch.tsx";
import { ThemeMenu } from "../_components/theme-menu.tsx";
import { Wordmark } from "../_components/wordmark.tsx";
import { Skyline } from "./_components/skyline.tsx";

export default async function AuthLayout({ children }: { children: ReactNode }) {
  const t = await getTranslations("signIn");
  return (
    <div className="grid min-h-dvh lg:grid-cols-[minmax(0,1fr)_minmax(0,1.1fr)]">
      <div className="flex flex-col px-6 py-5 sm:px-10">
        <header className="flex items-center justify-between">
          <Link href="/" aria-label="Skylight" className="flex rounded-lg">
            <Wordmark />
          </Link>
          <ThemeMenu />
        </header>
        <main id="content" tabIndex={-1} className="mx-auto my-auto w-full max-w-sm py-10 outline-none">
          <noscript>
            <p className="mb-6 rounded-lg border border-line-strong bg-raised px-3.5 py-3 text-sm">
              {t("needsScripts")}
            </p>
          </noscript>
          <GiveMessages areas={["signIn"]}>{children}</GiveMessages>
        </main>
        <footer className="flex flex-wrap items-center justify-center gap-x-5 gap-y-2 text-[0.8125rem] text-muted">
          <LanguageSwitch />
          <Link href="/docs/api" className="rounded underline-offset-4 hover:text-ink hover:underline">
            {t("apiDocumentation")}
          </Link>
        </footer>
      </div>
      <Skyline />
    </div>
  );
}
