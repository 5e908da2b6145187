"use client";

import { ChevronDown } from "lucide-react";
import { useRouter } from "next/navigation";
import { DropdownMenu } from "radix-ui";
import { type ReactNode, useEffect, useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { callApi } from "#app/_components/call-api.ts";
import { formatCount } from "#app/_components/format-count.ts";
import { menuClass } from "#app/_components/menu-class.ts";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import type { Catalogue, Translator } from "#app/_messages/message.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import type { FacetsView } from "#lib/library/search-api.ts";
import { nameCountry } from "#lib/places/country-name.ts";

interface SearchFacetsProps {
  /** The query string of the page. */
  address: string;
  /** What is looked for, as the API takes it. */
  filters: string;
  /** What else can be done with the search. */
  children: ReactNode;
}

interface Choice {
  label: string;
  count?: number;
  /** What it sets in the address. */
  parameters: Record<string, string>;
}

const toConditions = (t: Translator<Catalogue["search"]>): Choice[] => [
  { label: t("favourites"), parameters: { favourite: "true" } },
  { label: t("hasLocation"), parameters: { hasLocation: "true" } },
  { label: t("noLocation"), parameters: { hasLocation: "false" } },
  { label: t("inNoAlbum"), parameters: { inNoAlbum: "true" } },
  { label: t("landscape"), parameters: { orientation: "landscape" } },
  { label: t("portrait"), parameters: { orientation: "portrait" } },
  { label: t("square"), parameters: { orientation: "square" } },
  { label: t("larger", { size: "10 MB" }), parameters: { minBytes: "10000000" } },
  { label: t("archived"), parameters: { archived: "true" } },
  { label: t("failed"), parameters: { status: "failed" } },
];

/** How many photos match, and what narrows them. They are shown first; this follows. */
export function SearchFacets({ address, filters, children }: SearchFacetsProps) {
  const t = useTranslations("search");
  const common = useTranslations("common");
  const [facets, setFacets] = useState<FacetsView>();
  useEffect(() => {
    const abort = new AbortController();
    callApi<FacetsView>(`/api/search/facets?${filters}`, { signal: abort.signal }).then(setFacets, () => {
      // The photos are there without them.
    });
    return () => abort.abort();
  }, [filters]);

  const count = (values: FacetsView["years"], toChoice: (value: string) => Omit<Choice, "count">): Choice[] =>
    values.map(({ value, count }) => ({ ...toChoice(value), count }));
  return (
    <div className="mb-5 flex min-h-10 flex-wrap items-center gap-2">
      <FacetMenu
        name={t("year")}
        address={address}
        choices={count(facets?.years ?? [], (year) => ({
          label: year,
          parameters: { from: `${year}-01-01`, to: `${Number(year) + 1}-01-01` },
        }))}
      />
      <FacetMenu
        name={t("camera")}
        address={address}
        choices={count(facets?.cameras ?? [], (camera) => ({ label: camera, parameters: { camera } }))}
      />
      <FacetMenu
        name={t("place")}
        address={address}
        choices={[
          ...count(facets?.countries ?? [], (country) => ({
            label: nameCountry(country, t.language),
            parameters: { country },
          })),
          ...count(facets?.cities ?? [], (city) => ({ label: city, parameters: { city } })),
        ]}
      />
      <FacetMenu
        name={t("type")}
        address={address}
        choices={count(facets?.types ?? [], (type) => ({
          label: type.replace(/^image\//, "").toUpperCase(),
          parameters: { type },
        }))}
      />
      <FacetMenu name={t("moreFilters")} address={address} choices={toConditions(t)} />
      {children}
      {facets && filters !== "" && (
        <p role="status" className="tabular ml-auto text-sm text-muted">
          {common("photos", { count: facets.total })}
        </p>
      )}
    </div>
  );
}

function FacetMenu({ name, address, choices }: { name: string; address: string; choices: Choice[] }) {
  const { locale } = useTranslations("search");
  const router = useRouter();
  const isInteractive = useIsInteractive();
  if (choices.length === 0) return null;

  function narrow({ parameters }: Choice): void {
    const query = new URLSearchParams(address);
    for (const [member, value] of Object.entries(parameters)) query.set(member, value);
    router.push(`/search?${query}`);
  }

  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className={buttonClass("secondary", "small", "rounded-full")} disabled={!isInteractive}>
        {name}
        <ChevronDown className="size-3.5 text-muted" aria-hidden="true" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="start"
          sideOffset={6}
          className={`${menuClass.content} max-h-[min(24rem,60vh)] max-w-80 overflow-y-auto`}
        >
          {choices.map((choice) => (
            <DropdownMenu.Item
              key={choice.label}
              className={`${menuClass.item} justify-between`}
              onSelect={() => narrow(choice)}
            >
              <span className="truncate">{choice.label}</span>
              {choice.count !== undefined && (
                <span className="tabular shrink-0 text-xs text-muted">{formatCount(choice.count, locale)}</span>
              )}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
