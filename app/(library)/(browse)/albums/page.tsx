import { Archive, Tag } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { buttonClass } from "#app/_components/button-class.ts";
import { countPhotos } from "#app/_components/format-count.ts";
import { readOwnChanges } from "#app/_server/own-changes.ts";
import { requirePageUser } from "#app/_server/page-user.ts";
import { webServices } from "#app/_server/web-services.ts";
import { listSavedSearches } from "#lib/library/manage-saved-searches.ts";
import { listAlbums } from "#lib/library/view-albums.ts";
import { NoPhotos } from "../_components/photo-list.tsx";
import { AlbumCover } from "./_components/album-cover.tsx";
import { NewAlbum } from "./_components/new-album.tsx";
import { SavedSearches } from "./_components/saved-searches.tsx";

export const metadata: Metadata = { title: "Albums" };

export default async function AlbumsPage() {
  const user = await requirePageUser("/albums");
  const [albums, searches] = await Promise.all([
    listAlbums(webServices(), user, await readOwnChanges()),
    listSavedSearches(webServices(), user),
  ]);
  return (
    <>
      <div className="mb-5 flex flex-wrap items-center justify-between gap-3">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <h1 className="text-xl font-semibold tracking-tight">Albums</h1>
          <Link href="/tags" className={buttonClass("secondary", "small")}>
            <Tag className="size-4" aria-hidden="true" />
            Tags
          </Link>
          <Link href="/archive" className={buttonClass("secondary", "small")}>
            <Archive className="size-4" aria-hidden="true" />
            Archive
          </Link>
        </div>
        <NewAlbum />
      </div>
      <SavedSearches searches={searches.map(({ id, name, query }) => ({ id, name, query }))} />
      {albums.length === 0 ? (
        <NoPhotos title="No albums yet">
          Make one, or select photos in your library and add them to a new album.
        </NoPhotos>
      ) : (
        <ul className="grid grid-cols-2 gap-x-4 gap-y-6 sm:grid-cols-[repeat(auto-fill,minmax(12rem,1fr))]">
          {albums.map((album) => (
            <li key={album.id}>
              <Link href={`/albums/${album.id}`} className="group block rounded-xl">
                <AlbumCover cover={album.cover} />
                <span className="mt-2 block truncate font-medium group-hover:underline">{album.name}</span>
                <span className="block text-sm text-muted">{countPhotos(album.count)}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
