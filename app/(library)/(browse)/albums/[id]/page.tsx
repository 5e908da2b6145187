import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { withMessages } from "#app/_messages/with-messages.tsx";
import { readOwnChanges } from "#app/_server/own-changes.ts";
import { requirePageUser } from "#app/_server/page-user.ts";
import type { ListPlace } from "#app/_server/render-list.ts";
import { webServices } from "#app/_server/web-services.ts";
import type { AlbumView } from "#lib/albums/album-api.ts";
import { isAppError } from "#lib/errors.ts";
import { getAlbum, listAlbums } from "#lib/library/view-albums.ts";
import { NoPhotos, PhotoList } from "../../_components/photo-list.tsx";
import { AlbumGrid } from "../_components/album-grid.tsx";
import { AlbumHeader } from "../_components/album-header.tsx";

type Params = Promise<{ id: string }>;

const readAlbum = cache(async (id: string): Promise<AlbumView> => {
  const user = await requirePageUser(`/albums/${id}`);
  try {
    return await getAlbum(webServices(), user, id, await readOwnChanges());
  } catch (error) {
    if (isAppError(error, "not_found")) notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  return { title: (await readAlbum((await params).id)).name };
}

export default withMessages(
  ["albums", "changes", "download", "library", "shares"],
  async function AlbumPage({ params, searchParams }: { params: Params; searchParams: Promise<ListPlace> }) {
    const { id } = await params;
    const user = await requirePageUser(`/albums/${id}`);
    const { name, description, count, parentId, coverId, hasOwnOrder } = await readAlbum(id);
    const [parent, inside] = await Promise.all([
      parentId === undefined ? undefined : readAlbum(parentId),
      listAlbums(webServices(), user, await readOwnChanges(), { parentId: id }),
    ]);
    const t = await getTranslations("albums");
    const head = (
      <>
        <AlbumHeader
          key={name}
          album={{ id, name, description, count, coverId, hasOwnOrder }}
          parent={parent && { id: parent.id, name: parent.name }}
          hasAlbums={inside.length > 0}
        />
        {inside.length > 0 && (
          <section aria-label={t("albumsInside", { name })} className="mb-8">
            <AlbumGrid albums={inside} />
          </section>
        )}
      </>
    );
    return (
      <PhotoList
        user={user}
        path={`/albums/${id}`}
        place={await searchParams}
        filters={hasOwnOrder ? { album: id, sort: "position" } : { album: id }}
        album={{ id, name }}
        head={() => head}
        empty={<NoPhotos title={t("empty")}>{t("emptyHelp")}</NoPhotos>}
      />
    );
  },
);
