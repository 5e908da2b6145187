import type { Metadata } from "next";
import { requirePageUser } from "#app/_server/page-user.ts";
import { NoPhotos, PhotoList } from "../_components/photo-list.tsx";

export const metadata: Metadata = { title: "Favourites" };

export default async function FavouritesPage() {
  const user = await requirePageUser("/favourites");
  return (
    <>
      <h1 className="mb-4 text-xl font-semibold tracking-tight">Favourites</h1>
      <PhotoList
        user={user}
        filters={{ favourite: true }}
        empty={
          <NoPhotos title="No favourites yet">
            Open a photo and press the heart, or the key L, to find it here.
          </NoPhotos>
        }
      />
    </>
  );
}
