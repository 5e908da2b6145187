import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { withMessages } from "#app/_messages/with-messages.tsx";
import { readOwnChanges } from "#app/_server/own-changes.ts";
import { requirePageUser } from "#app/_server/page-user.ts";
import { webServices } from "#app/_server/web-services.ts";
import { listDuplicates } from "#lib/library/list-duplicates.ts";
import { NoPhotos } from "../_components/photo-list.tsx";
import { DuplicateList } from "./_components/duplicate-list.tsx";
import { DuplicatePages } from "./_components/duplicate-pages.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("duplicates"))("title") };
}

/** Groups that are shown together; what is resolved makes room for others. */
const SHOWN_GROUPS = 30;

export default withMessages(
  ["changes", "duplicates"],
  async function DuplicatesPage({ searchParams }: { searchParams: Promise<{ start?: string | string[] }> }) {
    const user = await requirePageUser("/duplicates");
    const given = Math.trunc(Number((await searchParams).start));
    const start = given >= 0 && Number.isSafeInteger(given) ? given : 0;
    const duplicates = await listDuplicates(
      webServices(),
      user,
      { limit: SHOWN_GROUPS, skip: start },
      await readOwnChanges(),
    );
    const { total, groups } = duplicates;
    // The last groups of the last page have been resolved.
    if (groups.length === 0 && total > 0) redirect(`/duplicates?start=${Math.max(0, total - SHOWN_GROUPS)}`);
    const t = await getTranslations("duplicates");
    const common = await getTranslations("common");
    return (
      <>
        <h1 className="mb-1 text-xl font-semibold tracking-tight">{t("title")}</h1>
        {total === 0 ? (
          <NoPhotos title={duplicates.isComplete ? t("none") : common("libraryIsRead")}>{t("noneHelp")}</NoPhotos>
        ) : (
          <>
            <DuplicateList duplicates={duplicates} />
            <DuplicatePages start={start} shown={groups.length} total={total} size={SHOWN_GROUPS} />
          </>
        )}
      </>
    );
  },
);
