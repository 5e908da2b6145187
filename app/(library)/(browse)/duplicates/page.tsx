import type { Metadata } from "next";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { readOwnChanges } from "#app/_server/own-changes.ts";
import { requirePageUser } from "#app/_server/page-user.ts";
import { webServices } from "#app/_server/web-services.ts";
import { listDuplicates } from "#lib/library/list-duplicates.ts";
import { NoPhotos } from "../_components/photo-list.tsx";
import { DuplicateList } from "./_components/duplicate-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("duplicates"))("title") };
}

/** Groups that are shown together; what is resolved makes room for others. */
const SHOWN_GROUPS = 30;

export default async function DuplicatesPage() {
  const user = await requirePageUser("/duplicates");
  const duplicates = await listDuplicates(
    webServices(),
    user,
    { limit: SHOWN_GROUPS, skip: 0 },
    await readOwnChanges(),
  );
  const t = await getTranslations("duplicates");
  const common = await getTranslations("common");
  return (
    <>
      <h1 className="mb-1 text-xl font-semibold tracking-tight">{t("title")}</h1>
      {duplicates.total === 0 ? (
        <NoPhotos title={duplicates.isComplete ? t("none") : common("libraryIsRead")}>{t("noneHelp")}</NoPhotos>
      ) : (
        <DuplicateList duplicates={duplicates} />
      )}
    </>
  );
}
