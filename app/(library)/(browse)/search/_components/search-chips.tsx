import { X } from "lucide-react";
import Link from "next/link";
import type { Search } from "#lib/library/describe-filters.ts";
import type { SearchFilters } from "#lib/library/image-query.ts";
import { toSearchParams } from "#lib/library/search-address.ts";

/** What is searched for, in words; each leads to the search without it. */
export function SearchChips({ given, chips }: { given: SearchFilters; chips: Search["chips"] }) {
  if (chips.length === 0) return null;
  return (
    <ul aria-label="Filters" className="mb-3 flex flex-wrap gap-2">
      {chips.map((chip) => (
        <li key={`${chip.members} ${chip.value} ${chip.text}`}>
          <Link
            href={`/search?${toSearchParams(without(given, chip))}`}
            aria-label={`Remove filter ${chip.label}`}
            className="inline-flex min-h-9 max-w-full items-center gap-2 rounded-full bg-accent-soft pr-2.5 pl-3.5 text-sm font-medium text-accent touch-target hover:underline"
          >
            <span className="truncate">{chip.label}</span>
            <X className="size-4 shrink-0" aria-hidden="true" />
          </Link>
        </li>
      ))}
    </ul>
  );
}

function without(given: SearchFilters, { text, members, value }: Search["chips"][number]): SearchFilters {
  if (text !== undefined) {
    const q = (given.q ?? "").replace(text, " ").replaceAll(/\s+/gu, " ").trim();
    return { ...given, q: q || undefined };
  }
  const left = Object.entries(given).filter(([name]) => !(members as string[]).includes(name));
  const tag = value === undefined ? [] : (given.tag ?? []).filter((id) => id !== value);
  return { ...Object.fromEntries(left), ...(tag.length > 0 ? { tag } : {}) };
}
