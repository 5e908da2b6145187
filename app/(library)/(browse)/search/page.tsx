import type { Metadata } from "next";
import { requirePageUser } from "#app/_server/page-user.ts";
import { NoPhotos, PhotoList } from "../_components/photo-list.tsx";
import { SearchBox } from "../_components/search-box.tsx";

export const metadata: Metadata = { title: "Search" };

const MAX_LENGTH = 500;

type Search = Promise<{ q?: string | string[] }>;

export default async function SearchPage({ searchParams }: { searchParams: Search }) {
  const user = await requirePageUser("/search");
  const { q } = await searchParams;
  const words = [q].flat().join(" ").trim().slice(0, MAX_LENGTH);
  return (
    <>
      <h1 className={words ? "mb-4 text-xl font-semibold tracking-tight break-words" : "sr-only"}>
        {words ? `Photos with “${words}”` : "Search"}
      </h1>
      <div className="mb-5 sm:hidden">
        <SearchBox key={words} words={words} />
      </div>
      {words ? (
        <PhotoList
          user={user}
          filters={{ q: words }}
          empty={
            <NoPhotos title="No photos found">
              Every word has to be there. Try fewer or other words: of file names, titles, albums, tags, cameras,
              places, or a year.
            </NoPhotos>
          }
        />
      ) : (
        <NoPhotos title="Search your photos">
          By words of their file names, titles and captions, by album, tag, camera or year.
        </NoPhotos>
      )}
    </>
  );
}
