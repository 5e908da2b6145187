import Link from "next/link";
import { requirePageUser } from "#app/_server/page-user.ts";
import { renderList } from "#app/_server/render-list.ts";
import { Gallery } from "../_components/gallery/gallery.tsx";
import { nameOfMonth } from "../_components/gallery/month-name.ts";

type Search = Promise<Record<string, string | string[] | undefined>>;

export default async function GalleryPage({ searchParams }: { searchParams: Search }) {
  const user = await requirePageUser("/");
  const { month } = await searchParams;
  const list = await renderList(user, {}, typeof month === "string" ? month : undefined);
  return (
    <>
      <h1 className="sr-only">Photos</h1>
      <Gallery list={list} />
      <noscript>
        <nav aria-label="Months" className="mt-8 flex flex-wrap gap-x-4 gap-y-2 text-sm">
          {list.counts.months.map(({ month }) => (
            <Link key={month} href={`/?month=${month}`} className="text-accent underline">
              {nameOfMonth(month)}
            </Link>
          ))}
        </nav>
      </noscript>
    </>
  );
}
