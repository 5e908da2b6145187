import { TriangleAlert } from "lucide-react";
import Link from "next/link";
import { formatCount } from "#app/_components/format-count.ts";
import type { Overview } from "#lib/operations/get-overview.ts";

/** What needs attention, with links. */
export function Warnings({ overview: { patrol, queue } }: { overview: Overview }) {
  const warnings = [
    {
      count: patrol?.findings ?? 0,
      words: (count: number) => (count === 1 ? "integrity finding" : "integrity findings"),
      href: "/admin/integrity",
    },
    {
      count: queue.openFailures,
      words: (count: number) => (count === 1 ? "photo failed to process" : "photos failed to process"),
      href: "/admin/processing",
    },
  ].filter(({ count }) => count > 0);
  if (warnings.length === 0) return null;
  return (
    <ul aria-label="Warnings" className="mb-6 grid gap-3 sm:grid-cols-2">
      {warnings.map(({ count, words, href }) => (
        <li key={href}>
          <Link
            href={href}
            className="flex items-center gap-3 rounded-2xl border border-danger/40 bg-danger-soft px-4 py-3 text-sm font-medium text-danger hover:underline"
          >
            <TriangleAlert className="size-5 shrink-0" aria-hidden="true" />
            <span>
              {formatCount(count)} {words(count)}. Review
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
