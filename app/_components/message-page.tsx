"use client";

import type { ReactNode } from "react";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { Wordmark } from "./wordmark.tsx";

/**
 * A whole page that says one thing: not found, an error, a link that is over. Its links load afresh what they lead to.
 */
export function MessagePage({ title, children, actions }: { title: string; children: ReactNode; actions: ReactNode }) {
  const t = useTranslations("common");
  return (
    <div className="mx-auto flex min-h-dvh max-w-lg flex-col px-6 py-6">
      <header>
        <a href="/" aria-label={t("home")} className="inline-block rounded-lg">
          <Wordmark />
        </a>
      </header>
      <main id="content" tabIndex={-1} className="my-auto space-y-4 py-16 outline-none">
        <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
        <div className="text-muted">{children}</div>
        <div className="flex flex-wrap gap-3 pt-2">{actions}</div>
      </main>
    </div>
  );
}
