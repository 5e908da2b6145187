import type { Metadata } from "next";
import { buttonClass } from "#app/_components/button-class.ts";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { withMessages } from "#app/_messages/with-messages.tsx";
import { readOwnChanges } from "#app/_server/own-changes.ts";
import { requirePageUser } from "#app/_server/page-user.ts";
import { readToday } from "#app/_server/today.ts";
import { webServices } from "#app/_server/web-services.ts";
import { readSearch } from "#lib/library/search.ts";
import { readSearchAddress, toSearchParams } from "#lib/library/search-address.ts";
import { DownloadAllButton } from "../../_components/download-all-button.tsx";
import { ShareButton } from "../../_components/share/share-button.tsx";
import { NoPhotos, PhotoList } from "../_components/photo-list.tsx";
import { SearchBox } from "../_components/search-box.tsx";
import { describeChip } from "./_components/describe-chip.ts";
import { SaveSearch } from "./_components/save-search.tsx";
import { SearchChips } from "./_components/search-chips.tsx";
import { SearchFacets } from "./_components/search-facets.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("search"))("title") };
}

type Parameters = Promise<Record<string, string | string[] | undefined>>;

export default withMessages(
  ["changes", "download", "library", "search", "shares"],
  async function SearchPage({ searchParams }: { searchParams: Parameters }) {
    const given = readSearchAddress(await searchParams);
    const address = toSearchParams(given).toString();
    const user = await requirePageUser(`/search${address && `?${address}`}`);
    const t = await getTranslations("search");
    const { filters, chips } = await readSearch(webServices(), user, given, await readOwnChanges(), await readToday());
    const isEmpty = Object.keys(filters).length === 0;
    const name = [filters.q, ...chips.map((chip) => describeChip(chip, filters, t))].filter(Boolean).join(", ");
    // Visitors see what is ready and not in the trash, whatever else is looked for here.
    const isShareable = filters.status === undefined && filters.trashed === undefined;
    return (
      <>
        <div className="mb-4 sm:hidden">
          <SearchBox />
        </div>
        <h1 className={filters.q ? "mb-3 text-xl font-semibold tracking-tight break-words" : "sr-only"}>
          {filters.q ? t("foundWith", { words: filters.q }) : t(isEmpty ? "title" : "found")}
        </h1>
        <SearchChips given={given} filters={filters} chips={chips} />
        <SearchFacets key={address} address={address} filters={toSearchParams(filters).toString()}>
          {!isEmpty && (
            <>
              <SaveSearch query={address} name={name} />
              {isShareable && (
                <ShareButton
                  target={{ query: filters }}
                  what={t("thisSearch")}
                  hasLabel
                  className={buttonClass("quiet", "small", "rounded-full")}
                />
              )}
              <DownloadAllButton
                name={name}
                filters={toSearchParams(filters).toString()}
                isByMonth
                className={buttonClass("quiet", "small", "rounded-full")}
              />
            </>
          )}
        </SearchFacets>
        {isEmpty ? (
          <NoPhotos title={t("begin")}>{t("beginHelp")}</NoPhotos>
        ) : (
          <PhotoList
            user={user}
            filters={filters}
            path={`/search?${address}`}
            place={await searchParams}
            empty={<NoPhotos title={t("nothing")}>{t("nothingHelp")}</NoPhotos>}
          />
        )}
      </>
    );
  },
);
