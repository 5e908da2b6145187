import { TriangleAlert } from "lucide-react";
import { Link } from "#app/_components/link.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";
import type { Overview } from "#lib/operations/get-overview.ts";

/** What needs attention, with links. */
export async function Warnings({ overview: { patrol, queue } }: { overview: Overview }) {
  const t = await getTranslations("adminOverview");
  const warnings = [
    { count: patrol?.findings ?? 0, key: "findingsReview", href: "/admin/integrity" },
    { count: queue.openFailures, key: "failuresReview", href: "/admin/processing" },
  ] as const;
  const open = warnings.filter(({ count }) => count > 0);
  if (open.length === 0) return null;
  return (
    <ul aria-label={t("warnings")} className="mb-6 grid gap-3 sm:grid-cols-2">
      {open.map(({ count, key, href }) => (
        <li key={href}>
          <Link
            href={href}
            className="flex items-center gap-3 rounded-2xl border border-danger/40 bg-danger-soft px-4 py-3 text-sm font-medium text-danger hover:underline"
          >
            <TriangleAlert className="size-5 shrink-0" aria-hidden="true" />
            <span>{t(key, { count })}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
