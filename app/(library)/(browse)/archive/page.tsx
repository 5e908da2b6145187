import type { Metadata } from "next";
import { requirePageUser } from "#app/_server/page-user.ts";
import { NoPhotos, PhotoList } from "../_components/photo-list.tsx";

export const metadata: Metadata = { title: "Archive" };

export default async function ArchivePage() {
  const user = await requirePageUser("/archive");
  return (
    <>
      <h1 className="text-xl font-semibold tracking-tight">Archive</h1>
      <p className="mb-4 text-sm text-muted">Out of your timeline, but not out of albums and searches.</p>
      <PhotoList
        user={user}
        filters={{ archived: true }}
        empty={
          <NoPhotos title="Nothing archived">
            Select photos and choose “Archive” to take them out of your timeline.
          </NoPhotos>
        }
      />
    </>
  );
}
