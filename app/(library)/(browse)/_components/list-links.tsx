import { buttonClass } from "#app/_components/button-class.ts";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { NO_MONTH } from "#lib/library/no-month.ts";
import { MonthLinks } from "./month-links.tsx";

interface ListLinksProps {
  /** Of the list's first page, with what it is filtered by. */
  path: string;
  months: readonly { month: string }[];
  /** How many images come before the pages beside this one. */
  pages: { previous: number | undefined; next: number | undefined };
}

/** Lead without scripts to every photo of a list: to the pages beside this one, and to each month. */
export async function ListLinks({ path, months, pages }: ListLinksProps) {
  const t = await getTranslations("library");
  const isByTime = months[0]?.month !== NO_MONTH;
  const at = (name: string, value: string | number) => `${path}${path.includes("?") ? "&" : "?"}${name}=${value}`;
  const page = (start: number | undefined, label: string) =>
    start !== undefined && (
      <a href={start === 0 ? path : at("start", start)} className={buttonClass()}>
        {label}
      </a>
    );
  return (
    <>
      {(pages.previous !== undefined || pages.next !== undefined) && (
        <noscript>
          <nav aria-label={t("pages")} className="mt-6 flex justify-center gap-3">
            {page(pages.previous, t(isByTime ? "newerPhotos" : "previousPage"))}
            {page(pages.next, t(isByTime ? "olderPhotos" : "nextPage"))}
          </nav>
        </noscript>
      )}
      {months.length > 1 && (
        <MonthLinks months={months} address={at("month", "")} label={t("months")} locale={t.locale} />
      )}
    </>
  );
}
