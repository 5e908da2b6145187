import type { Metadata } from "next";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { requirePageUser } from "#app/_server/page-user.ts";
import type { ListPlace } from "#app/_server/render-list.ts";
import { EmptyGallery } from "../../_components/gallery/empty-gallery.tsx";
import { PhotoList } from "../_components/photo-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("library"))("added") };
}

/** The timeline by when photos came here, whenever they were taken. */
export default async function AddedPage({ searchParams }: { searchParams: Promise<ListPlace> }) {
  const user = await requirePageUser("/added");
  const t = await getTranslations("library");
  return (
    <>
      <h1 className="mb-4 text-xl font-semibold tracking-tight">{t("added")}</h1>
      <PhotoList
        user={user}
        filters={{ sort: "added" }}
        path="/added"
        place={await searchParams}
        empty={<EmptyGallery />}
      />
    </>
  );
}
