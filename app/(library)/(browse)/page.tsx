import { Link } from "#app/_components/link.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { readOwnChanges } from "#app/_server/own-changes.ts";
import { requirePageUser } from "#app/_server/page-user.ts";
import { renderList } from "#app/_server/render-list.ts";
import { readToday } from "#app/_server/today.ts";
import { webServices } from "#app/_server/web-services.ts";
import { getOnThisDay } from "#lib/library/get-on-this-day.ts";
import { Gallery } from "../_components/gallery/gallery.tsx";
import { nameOfPeriod } from "../_components/gallery/period-name.ts";
import { OnThisDayRow } from "./_components/on-this-day.tsx";

type Search = Promise<Record<string, string | string[] | undefined>>;

export default async function GalleryPage({ searchParams }: { searchParams: Search }) {
  const user = await requirePageUser("/");
  const { month } = await searchParams;
  const today = await readToday();
  const t = await getTranslations("library");
  const [list, days] = await Promise.all([
    renderList(user, {}, typeof month === "string" ? month : undefined),
    getOnThisDay(webServices(), user, today, await readOwnChanges()),
  ]);
  return (
    <>
      <h1 className="sr-only">{t("photosTitle")}</h1>
      <OnThisDayRow days={days} today={today} />
      <Gallery list={list} />
      <noscript>
        <nav aria-label={t("months")} className="mt-8 flex flex-wrap gap-x-4 gap-y-2 text-sm">
          {list.counts.months.map(({ month }) => (
            <Link key={month} href={`/?month=${month}`} className="text-accent underline">
              {nameOfPeriod(month, t.locale)}
            </Link>
          ))}
        </nav>
      </noscript>
    </>
  );
}
