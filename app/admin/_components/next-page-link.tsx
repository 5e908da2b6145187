import { buttonClass } from "#app/_components/button-class.ts";
import { Link } from "#app/_components/link.tsx";

interface NextPageLinkProps {
  /** Where the next page begins; nothing is shown where there is none. */
  cursor: string | undefined;
  /** What else the page was asked for. */
  query?: Record<string, string>;
  label: string;
}

/** Leads from a page of a list to the one after it. */
export function NextPageLink({ cursor, query = {}, label }: NextPageLinkProps) {
  if (!cursor) return null;
  return (
    <p className="mt-4">
      <Link href={`?${new URLSearchParams({ ...query, cursor })}`} className={buttonClass()}>
        {label}
      </Link>
    </p>
  );
}
