import { buttonClass } from "#app/_components/button-class.ts";
import { Link } from "#app/_components/link.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";

interface DuplicatePagesProps {
  /** Groups before this page, on it, and in all. */
  start: number;
  shown: number;
  total: number;
  /** Groups of a whole page. */
  size: number;
}

/** Leads to the pages beside this one; nothing where there is one page. */
export async function DuplicatePages({ start, shown, total, size }: DuplicatePagesProps) {
  const t = await getTranslations("duplicates");
  const library = await getTranslations("library");
  const end = start + shown;
  if (start === 0 && end >= total) return null;
  const page = (first: number, label: string) => (
    <Link href={first === 0 ? "/duplicates" : `/duplicates?start=${first}`} className={buttonClass()}>
      {label}
    </Link>
  );
  return (
    <nav aria-label={library("pages")} className="mt-6 flex flex-wrap items-center justify-center gap-4">
      {start > 0 && page(Math.max(0, start - size), library("previousPage"))}
      <p className="tabular text-sm text-muted">{t("range", { from: start + 1, to: end, total })}</p>
      {end < total && page(end, library("nextPage"))}
    </nav>
  );
}
