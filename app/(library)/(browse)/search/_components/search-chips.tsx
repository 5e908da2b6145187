import { X } from "lucide-react";
import { Link } from "#app/_components/link.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";
import type { Search } from "#lib/library/describe-filters.ts";
import type { SearchFilters } from "#lib/library/image-query.ts";
import { toSearchParams } from "#lib/library/search-address.ts";
import { describeChip } from "./describe-chip.ts";

/** What is searched for, in words; each leads to the search without it. `given` is what the address says. */
export async function SearchChips({ given, filters, chips }: Search & { given: SearchFilters }) {
  if (chips.length === 0) return null;
  const t = await getTranslations("search");
  return (
    <ul aria-label={t("filters")} className="mb-3 flex flex-wrap gap-2">
      {chips.map((chip) => {
        const label = describeChip(chip, filters, t);
        return (
          <li key={`${chip.members} ${chip.value} ${chip.text}`}>
            <Link
              href={`/search?${toSearchParams(without(given, chip))}`}
              aria-label={t("removeFilter", { filter: label })}
              className="inline-flex min-h-9 max-w-full items-center gap-2 rounded-full bg-accent-soft pr-2.5 pl-3.5 text-sm font-medium text-accent touch-target hover:underline"
            >
              <span className="truncate">{label}</span>
              <X className="size-4 shrink-0" aria-hidden="true" />
            </Link>
          </li>
        );
      })}
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
