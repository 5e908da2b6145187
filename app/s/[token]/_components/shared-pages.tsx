import { buttonClass } from "#app/_components/button-class.ts";
import { Link } from "#app/_components/link.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { nameOfPeriod } from "#app/(library)/_components/gallery/layout/period-name.ts";
import { toPagePath } from "./page-path.ts";

interface SharedMonthsProps {
  token: string;
  months: readonly { month: string; count: number }[];
}

/** Leads to each month of a share that has several. */
export async function SharedMonths({ token, months }: SharedMonthsProps) {
  const t = await getTranslations("shared");
  if (months.length < 2) return null;
  let before = 0;
  return (
    <details className="mb-4 px-1 text-sm sm:px-0">
      <summary className="w-fit cursor-pointer rounded py-1 font-medium">{t("months")}</summary>
      <nav aria-label={t("months")} className="mt-2 flex flex-wrap gap-x-4 gap-y-2">
        {months.map(({ month, count }) => {
          const start = before;
          before += count;
          return (
            <Link key={month} href={toPagePath(token, start)} className="text-accent underline underline-offset-4">
              {nameOfPeriod(month, t.locale)}
            </Link>
          );
        })}
      </nav>
    </details>
  );
}

interface SharedPagesProps {
  token: string;
  /** Whether names of files are listed in place of photos. */
  areFiles: boolean;
  /** How many photos come before this page. */
  start: number;
  limit: number;
  /** How many photos the share has. */
  total: number;
}

/** Leads to the pages beside this one; nothing where there is one page. */
export async function SharedPages({ token, areFiles, start, limit, total }: SharedPagesProps) {
  const t = await getTranslations("shared");
  const end = Math.min(start + limit, total);
  if (start === 0 && end === total) return null;
  const page = (first: number, label: string) => (
    <Link
      href={areFiles ? `/s/${token}?files=1&start=${first}` : toPagePath(token, first)}
      className={buttonClass("secondary", "large")}
    >
      {label}
    </Link>
  );
  return (
    <nav aria-label={t("pages")} className="mt-8 flex flex-wrap items-center justify-center gap-4">
      {start > 0 && page(Math.max(0, start - limit), t("before"))}
      <p className="tabular text-sm text-muted">{t("range", { from: Math.min(start + 1, end), to: end, total })}</p>
      {end < total && page(end, t("more"))}
    </nav>
  );
}
