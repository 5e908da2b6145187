import type { Metadata } from "next";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { requirePageUser } from "#app/_server/page-user.ts";
import type { ListPlace } from "#app/_server/render-list.ts";
import { NoPhotos, PhotoList } from "../_components/photo-list.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("library"))("favourites") };
}

export default async function FavouritesPage({ searchParams }: { searchParams: Promise<ListPlace> }) {
  const user = await requirePageUser("/favourites");
  const t = await getTranslations("library");
  return (
    <>
      <h1 className="mb-4 text-xl font-semibold tracking-tight">{t("favourites")}</h1>
      <PhotoList
        user={user}
        path="/favourites"
        place={await searchParams}
        filters={{ favourite: true }}
        empty={<NoPhotos title={t("noFavourites")}>{t("noFavouritesHelp")}</NoPhotos>}
      />
    </>
  );
}
