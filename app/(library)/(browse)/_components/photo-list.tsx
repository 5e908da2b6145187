import type { ReactNode } from "react";
import { renderList } from "#app/_server/render-list.ts";
import type { User } from "#lib/accounts/user.ts";
import type { SearchFilters } from "#lib/library/image-query.ts";
import { toSearchParams } from "#lib/library/search-address.ts";
import { FilteredGallery } from "../../_components/gallery/filtered-gallery.tsx";

interface PhotoListProps {
  user: User;
  filters: SearchFilters;
  empty: ReactNode;
  album?: { id: string; name: string };
}

/** The photos of a user that match, in order of time. */
export async function PhotoList({ user, filters, empty, album }: PhotoListProps) {
  const list = await renderList(user, filters);
  const query = toSearchParams(filters).toString();
  return <FilteredGallery key={query} list={list} filters={query} empty={empty} {...(album ? { album } : {})} />;
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
