import type { Metadata } from "next";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { withMessages } from "#app/_messages/with-messages.tsx";
import { requirePageUser } from "#app/_server/page-user.ts";
import type { ListPlace } from "#app/_server/render-list.ts";
import { webServices } from "#app/_server/web-services.ts";
import { NoPhotos, PhotoList } from "../_components/photo-list.tsx";
import { TrashActions } from "./_components/trash-actions.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("trash"))("title") };
}

export default withMessages(
  ["changes", "trash"],
  async function TrashPage({ searchParams }: { searchParams: Promise<ListPlace> }) {
    const user = await requirePageUser("/trash");
    const { trashDays } = webServices().config;
    const t = await getTranslations("trash");
    return (
      <>
        <h1 className="text-xl font-semibold tracking-tight">{t("title")}</h1>
        <p className="mt-1 mb-4 text-muted">{t("note", { count: trashDays })}</p>
        <PhotoList
          user={user}
          filters={{ trashed: true, sort: "trashed" }}
          path="/trash"
          place={await searchParams}
          trashDays={trashDays}
          head={(count) => <TrashActions count={count} />}
          empty={<NoPhotos title={t("empty")}>{t("emptyHelp")}</NoPhotos>}
        />
      </>
    );
  },
);
