"use client";

import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { buttonClass } from "./_components/button-class.ts";
import { MessagePage } from "./_components/message-page.tsx";

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useTranslations("common");
  return (
    <MessagePage
      title={t("failed")}
      actions={
        <>
          <button type="button" onClick={reset} className={buttonClass("primary")}>
            {t("tryAgain")}
          </button>
          <a href="/" className={buttonClass()}>
            {t("backToPhotos")}
          </a>
        </>
      }
    >
      <p>{t("failedHelp")}</p>
      {error.digest && <p className="mt-2 text-sm">{t("reference", { id: error.digest })}</p>}
    </MessagePage>
  );
}
