import { buttonClass } from "#app/_components/button-class.ts";
import { Link } from "#app/_components/link.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";

interface ListPagesProps {
  /** Of the list's first page. */
  path: string;
  /** Of the page shown; undefined on the first one. */
  cursor: string | undefined;
  nextCursor: string | undefined;
}

/** Leads to the next page of a list and back to its first one; nothing where there is one page. */
export async function ListPages({ path, cursor, nextCursor }: ListPagesProps) {
  const t = await getTranslations("library");
  if (cursor === undefined && nextCursor === undefined) return null;
  return (
    <nav aria-label={t("pages")} className="mt-6 flex justify-center gap-3">
      {cursor !== undefined && (
        <Link href={path} className={buttonClass()}>
          {t("firstPage")}
        </Link>
      )}
      {nextCursor !== undefined && (
        <Link href={`${path}?cursor=${encodeURIComponent(nextCursor)}`} className={buttonClass()}>
          {t("nextPage")}
        </Link>
      )}
    </nav>
  );
}
