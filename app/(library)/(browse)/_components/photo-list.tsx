import type { ReactNode } from "react";
import { readOwnChanges } from "#app/_server/own-changes.ts";
import { webServices } from "#app/_server/web-services.ts";
import type { User } from "#lib/accounts/user.ts";
import { tileRenditions } from "#lib/library/image-list-api.ts";
import { fromApiQuery } from "#lib/library/image-query.ts";
import { listImages } from "#lib/library/list-images.ts";
import { FilteredGallery } from "../../_components/gallery/filtered-gallery.tsx";

const FIRST_PAGE_SIZE = 60;

interface PhotoListProps {
  user: User;
  filters: { q?: string; album?: string; favourite?: boolean };
  empty: ReactNode;
  album?: { id: string; name: string };
}

/** The photos of a user that match, in order of time. */
export async function PhotoList({ user, filters, empty, album }: PhotoListProps) {
  const renderedAt = Date.now();
  const page = await listImages(webServices(), user, {
    query: fromApiQuery(filters),
    limit: FIRST_PAGE_SIZE,
    renditions: tileRenditions,
    own: await readOwnChanges(),
  });
  const query = new URLSearchParams(Object.entries(filters).map(([name, value]) => [name, String(value)])).toString();
  return (
    <FilteredGallery
      key={query}
      page={page}
      renderedAt={renderedAt}
      filters={query}
      empty={empty}
      {...(album ? { album } : {})}
    />
  );
}

/** What a list without photos says, and what can be done about it. */
export function NoPhotos({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="mx-auto max-w-md py-[12vh] text-center">
      <h2 className="text-xl font-semibold tracking-tight">{title}</h2>
      <p className="mt-2 text-muted">{children}</p>
    </div>
  );
}
