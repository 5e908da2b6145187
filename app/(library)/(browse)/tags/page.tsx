import type { Metadata } from "next";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { withMessages } from "#app/_messages/with-messages.tsx";
import { readOwnChanges } from "#app/_server/own-changes.ts";
import { requirePageUser } from "#app/_server/page-user.ts";
import { webServices } from "#app/_server/web-services.ts";
import { listTags } from "#lib/library/view-tags.ts";
import { NoPhotos } from "../_components/photo-list.tsx";
import { TagRow } from "./_components/tag-row.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("tags"))("title") };
}

export default withMessages(["changes", "library", "tags"], async function TagsPage() {
  const user = await requirePageUser("/tags");
  const tags = await listTags(webServices(), user, await readOwnChanges());
  const t = await getTranslations("tags");
  return (
    <>
      <h1 className="mb-4 text-xl font-semibold tracking-tight">{t("title")}</h1>
      {tags.length === 0 ? (
        <NoPhotos title={t("none")}>{t("noneHelp")}</NoPhotos>
      ) : (
        <ul className="max-w-2xl divide-y divide-line border-y border-line">
          {tags.map((tag) => (
            <TagRow key={tag.id} tag={tag} />
          ))}
        </ul>
      )}
    </>
  );
});
