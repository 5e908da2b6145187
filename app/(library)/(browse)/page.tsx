import { getTranslations } from "#app/_messages/get-translations.ts";
import { readOwnChanges } from "#app/_server/own-changes.ts";
import { requirePageUser } from "#app/_server/page-user.ts";
import { type ListPlace, renderList } from "#app/_server/render-list.ts";
import { readToday } from "#app/_server/today.ts";
import { webServices } from "#app/_server/web-services.ts";
import { getOnThisDay } from "#lib/library/get-on-this-day.ts";
import { Gallery } from "../_components/gallery/gallery.tsx";
import { ListLinks } from "./_components/list-links.tsx";
import { OnThisDayRow } from "./_components/on-this-day.tsx";

export default async function GalleryPage({ searchParams }: { searchParams: Promise<ListPlace> }) {
  const user = await requirePageUser("/");
  const today = await readToday();
  const t = await getTranslations("library");
  const [{ list, pages }, days] = await Promise.all([
    renderList(user, {}, await searchParams),
    getOnThisDay(webServices(), user, today, await readOwnChanges()),
  ]);
  return (
    <>
      <h1 className="sr-only">{t("photosTitle")}</h1>
      <OnThisDayRow days={days} today={today} />
      <Gallery list={list} />
      <ListLinks path="/" months={list.counts.months} pages={pages} />
    </>
  );
}
