import type { Metadata } from "next";
import { headers } from "next/headers";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { buttonClass } from "./_components/button-class.ts";
import { MessagePage } from "./_components/message-page.tsx";
import { DeadShareLink } from "./s/_components/dead-share-link.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("common"))("notFoundTitle") };
}

export default async function NotFound() {
  if ((await headers()).get("x-path")?.startsWith("/s/")) return <DeadShareLink />;
  const t = await getTranslations("common");
  return (
    <MessagePage
      title={t("notFound")}
      actions={
        <a href="/" className={buttonClass("primary")}>
          {t("backToPhotos")}
        </a>
      }
    >
      <p>{t("notFoundHelp")}</p>
    </MessagePage>
  );
}
