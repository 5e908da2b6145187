import { Link } from "#app/_components/link.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";
import type { OnThisDay } from "#lib/library/get-on-this-day.ts";
import { CoverPicture } from "../../_components/cover-picture.tsx";

/** Photos of this day in earlier years, a picture for each, in one row that scrolls sideways. */
export async function OnThisDayRow({ days, today }: { days: OnThisDay[]; today: string }) {
  if (days.length === 0) return null;
  const [t, tCommon] = [await getTranslations("gallery"), await getTranslations("common")];
  return (
    <section aria-labelledby="on-this-day" className="mb-6">
      <h2 id="on-this-day" className="mb-2 font-semibold tracking-tight">
        {t("onThisDay")}
      </h2>
      <ul className="-mx-3 flex gap-2 overflow-x-auto px-3 pb-1 sm:-mx-6 sm:px-6">
        {days.map(({ date, count, cover }) => (
          <li key={date} className="w-32 shrink-0 sm:w-40">
            <Link
              href={`/search?from=${date}&to=${nextDay(date)}`}
              className="[container-type:size] relative block h-40 overflow-hidden rounded-xl bg-raised text-white sm:h-48"
            >
              <CoverPicture image={cover} />
              <span className="absolute inset-x-0 bottom-0 bg-linear-to-t from-black/70 from-60% to-transparent px-3 pt-10 pb-2.5">
                <span className="block text-sm font-semibold">{t("yearsAgo", { count: countYears(date, today) })}</span>
                <span className="tabular block text-xs">{tCommon("photos", { count })}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function countYears(date: string, today: string): number {
  return Number(today.slice(0, 4)) - Number(date.slice(0, 4));
}

function nextDay(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + 1);
  return day.toISOString().slice(0, date.length);
}
