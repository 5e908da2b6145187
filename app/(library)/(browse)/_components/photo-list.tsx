import type { ReactNode } from "react";
import { type ListPlace, renderList } from "#app/_server/render-list.ts";
import type { User } from "#lib/accounts/user.ts";
import type { ListFilters } from "#lib/library/image-query.ts";
import { toSearchParams } from "#lib/library/search-address.ts";
import { FilteredGallery } from "../../_components/gallery/filtered-gallery.tsx";
import { ListLinks } from "./list-links.tsx";

interface PhotoListProps {
  user: User;
  filters: ListFilters;
  /** Of the page that shows it, with what it is filtered by. */
  path: string;
  /** Where it begins. */
  place: ListPlace;
  empty: ReactNode;
  /** Stands above it and can ask for the photos that are in it; `count` is how many there are. */
  head?: (count: number) => ReactNode;
  album?: { id: string; name: string };
  trashDays?: number;
}

/** The photos of a user that match, in the order of the list. */
export async function PhotoList({ user, filters, path, place, head, ...gallery }: PhotoListProps) {
  const { list, pages } = await renderList(user, filters, place);
  const query = toSearchParams(filters).toString();
  const { months } = list.counts;
  const count = months.reduce((sum, month) => sum + month.count, 0);
  return (
    <>
      <FilteredGallery list={list} filters={query} head={head?.(count)} {...gallery} />
      <ListLinks path={path} months={months} pages={pages} />
    </>
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
