import type { Metadata } from "next";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { withMessages } from "#app/_messages/with-messages.tsx";
import { requirePageUser } from "#app/_server/page-user.ts";
import { webServices } from "#app/_server/web-services.ts";
import { toBulkChangeView } from "#lib/bulk/bulk-change.ts";
import { getBulkChanges } from "#lib/bulk/view-bulk-changes.ts";
import { NoPhotos } from "../_components/photo-list.tsx";
import { ChangeList } from "./_components/change-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("changes"))("recent") };
}

export default withMessages(["changes"], async function ChangesPage() {
  const user = await requirePageUser("/changes");
  const changes = await getBulkChanges(webServices(), user);
  const t = await getTranslations("changes");
  return (
    <>
      <h1 className="text-xl font-semibold tracking-tight">{t("recent")}</h1>
      {changes.length === 0 ? (
        <NoPhotos title={t("none")}>{t("noneHelp")}</NoPhotos>
      ) : (
        <>
          <p className="mb-4 text-sm text-muted">{t("recentNote")}</p>
          <ChangeList changes={changes.map(toBulkChangeView)} />
        </>
      )}
    </>
  );
});
