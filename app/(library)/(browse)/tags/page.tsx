import type { Metadata } from "next";
import { readOwnChanges } from "#app/_server/own-changes.ts";
import { requirePageUser } from "#app/_server/page-user.ts";
import { webServices } from "#app/_server/web-services.ts";
import { listTags } from "#lib/library/view-tags.ts";
import { NoPhotos } from "../_components/photo-list.tsx";
import { TagRow } from "./_components/tag-row.tsx";

export const metadata: Metadata = { title: "Tags" };

export default async function TagsPage() {
  const user = await requirePageUser("/tags");
  const tags = await listTags(webServices(), user, await readOwnChanges());
  return (
    <>
      <h1 className="mb-4 text-xl font-semibold tracking-tight">Tags</h1>
      {tags.length === 0 ? (
        <NoPhotos title="No tags yet">Open a photo, or select several, and give them a tag.</NoPhotos>
      ) : (
        <ul className="max-w-2xl divide-y divide-line border-y border-line">
          {tags.map((tag) => (
            <TagRow key={tag.id} tag={tag} />
          ))}
        </ul>
      )}
    </>
  );
}
