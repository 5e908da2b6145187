import type { Metadata } from "next";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { requirePageUser } from "#app/_server/page-user.ts";
import type { ListPlace } from "#app/_server/render-list.ts";
import { NoPhotos, PhotoList } from "../_components/photo-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("library"))("archive") };
}

export default async function ArchivePage({ searchParams }: { searchParams: Promise<ListPlace> }) {
  const user = await requirePageUser("/archive");
  const t = await getTranslations("library");
  return (
    <>
      <h1 className="text-xl font-semibold tracking-tight">{t("archive")}</h1>
      <p className="mb-4 text-sm text-muted">{t("archiveNote")}</p>
      <PhotoList
        user={user}
        path="/archive"
        place={await searchParams}
        filters={{ archived: true }}
        empty={<NoPhotos title={t("nothingArchived")}>{t("nothingArchivedHelp")}</NoPhotos>}
      />
    </>
  );
}
