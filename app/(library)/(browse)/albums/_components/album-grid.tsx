import { Link } from "#app/_components/link.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";
import type { AlbumView } from "#lib/albums/album-api.ts";
import { AlbumCover } from "./album-cover.tsx";

/** Albums by their covers; `inside` says how many albums are in each. */
export async function AlbumGrid({ albums, inside }: { albums: AlbumView[]; inside?: ReadonlyMap<string, number> }) {
  const t = await getTranslations("albums");
  const common = await getTranslations("common");
  return (
    <ul className="grid grid-cols-2 gap-x-4 gap-y-6 sm:grid-cols-[repeat(auto-fill,minmax(12rem,1fr))]">
      {albums.map(({ id, name, count, cover }) => {
        const albumsInside = inside?.get(id) ?? 0;
        return (
          <li key={id}>
            <Link href={`/albums/${id}`} className="group block rounded-xl">
              <AlbumCover cover={cover} />
              <span className="mt-2 block truncate font-medium group-hover:underline">{name}</span>
              <span className="block text-sm text-muted">
                {common("photos", { count })}
                {albumsInside > 0 && ` · ${t("inside", { count: albumsInside })}`}
              </span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
