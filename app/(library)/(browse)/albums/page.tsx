import type { Metadata } from "next";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { withMessages } from "#app/_messages/with-messages.tsx";
import { readOwnChanges } from "#app/_server/own-changes.ts";
import { requirePageUser } from "#app/_server/page-user.ts";
import { webServices } from "#app/_server/web-services.ts";
import { listSavedSearches } from "#lib/library/manage-saved-searches.ts";
import { listAlbums } from "#lib/library/view-albums.ts";
import { NoPhotos } from "../_components/photo-list.tsx";
import { AlbumGrid } from "./_components/album-grid.tsx";
import { NewAlbum } from "./_components/new-album.tsx";
import { SavedSearches } from "./_components/saved-searches.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("albums"))("title") };
}

export default withMessages(["albums", "library"], async function AlbumsPage() {
  const user = await requirePageUser("/albums");
  const [albums, searches] = await Promise.all([
    listAlbums(webServices(), user, await readOwnChanges()),
    listSavedSearches(webServices(), user),
  ]);
  const t = await getTranslations("albums");
  const inside = new Map<string, number>();
  for (const { parentId } of albums) if (parentId) inside.set(parentId, (inside.get(parentId) ?? 0) + 1);
  return (
    <>
      <div className="mb-5 flex flex-wrap items-center justify-between gap-3">
        <h1 className="text-xl font-semibold tracking-tight">{t("title")}</h1>
        <NewAlbum />
      </div>
      <SavedSearches searches={searches.map(({ id, name, query }) => ({ id, name, query }))} />
      {albums.length === 0 ? (
        <NoPhotos title={t("none")}>{t("noneHelp")}</NoPhotos>
      ) : (
        <AlbumGrid albums={albums.filter(({ parentId }) => parentId === undefined)} inside={inside} />
      )}
    </>
  );
});
