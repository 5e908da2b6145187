import { Bookmark, PanelLeftClose, PanelLeftOpen } from "lucide-react";
import { cookies } from "next/headers";
import { FOLDED, RAIL_COOKIE } from "#app/_components/browser-cookies.ts";
import { Link } from "#app/_components/link.tsx";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { webServices } from "#app/_server/web-services.ts";
import type { User } from "#lib/accounts/user.ts";
import { listSavedSearches } from "#lib/library/manage-saved-searches.ts";
import { getUsageView } from "#lib/usage/get-usage.ts";
import { UploadFolderButton } from "../../_components/upload/upload-button.tsx";
import { RailFrame } from "./rail-frame.tsx";
import { SectionLink } from "./section-link.tsx";
import { footSections, SECTIONS_ID, sections } from "./sections.ts";
import { StorageMeter } from "./storage-meter.tsx";

// Given to what runs in the browser rather than being a part of it: the page has them once, and its scripts do not.
const railClass =
  "text-ink max-sm:fixed max-sm:top-auto max-sm:bottom-(--foot-bar) max-sm:max-h-[calc(100dvh-var(--foot-bar)-4rem)] max-sm:w-full max-sm:overflow-y-auto max-sm:overscroll-contain max-sm:rounded-t-2xl max-sm:border-t max-sm:border-line max-sm:bg-surface max-sm:p-3 max-sm:shadow-float max-sm:backdrop:bg-black/45 max-sm:open:animate-rise sm:sticky sm:inset-auto sm:top-(--header) sm:flex sm:h-[calc(100dvh-var(--header))] sm:w-16 sm:shrink-0 sm:flex-col sm:overflow-x-hidden sm:overflow-y-auto sm:bg-transparent sm:pt-4 sm:pb-3 sm:[scrollbar-width:thin] xl:not-data-folded:w-60";
const foldIcons = (
  <>
    <PanelLeftClose className="size-5 shrink-0 group-data-folded/rail:hidden" aria-hidden="true" />
    <PanelLeftOpen className="hidden size-5 shrink-0 group-data-folded/rail:block" aria-hidden="true" />
  </>
);
const itemClass =
  "flex h-11 items-center gap-3 rounded-lg px-2.5 text-sm font-medium text-muted transition-colors touch-target hover:bg-raised hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent sm:mx-3 sm:h-10";
/** Words that only a screen reader has where there are icons only. */
const wordsClass = "leading-tight sm:truncate sm:leading-normal sm:max-xl:sr-only sm:group-data-folded/rail:sr-only";

/** All sections of the library, the user's saved searches, and what they store. */
export async function Rail({ user }: { user: User }) {
  const [t, albums, searches, usage, jar] = await Promise.all([
    getTranslations("library"),
    getTranslations("albums"),
    listSavedSearches(webServices(), user),
    getUsageView(webServices(), user),
    cookies(),
  ]);
  return (
    <RailFrame
      id={SECTIONS_ID}
      label={t("sections")}
      className={railClass}
      foldIcons={foldIcons}
      wasFolded={jar.get(RAIL_COOKIE)?.value === FOLDED}
      foot={<StorageMeter first={usage} />}
    >
      <ul className="grid-cols-[repeat(auto-fill,minmax(11rem,1fr))] max-sm:grid sm:space-y-0.5">
        {sections.map(({ href, label, Icon }) => {
          const isAtFoot = footSections.some((one) => one.href === href);
          return (
            <li key={href} data-at-foot={isAtFoot || undefined} className={isAtFoot ? "max-sm:hidden" : ""}>
              <SectionLink href={href} title={t(label)} className={itemClass}>
                <Icon className="size-5 shrink-0" aria-hidden="true" />
                <span className={wordsClass}>{t(label)}</span>
              </SectionLink>
            </li>
          );
        })}
        <li className="sm:hidden">
          <UploadFolderButton label={t("uploadFolder")} className={`${itemClass} w-full [&_svg]:size-5`} />
        </li>
      </ul>
      {searches.length > 0 && (
        <div className="mt-4 border-t border-line pt-3 sm:mx-3 sm:max-xl:hidden sm:group-data-folded/rail:hidden">
          <h2 id="rail-searches" className="mb-1 px-2.5 text-[0.8125rem] font-medium text-muted">
            {albums("savedSearches")}
          </h2>
          <ul aria-labelledby="rail-searches" className="sm:-mx-3">
            {searches.map(({ id, name, query }) => (
              <li key={id}>
                <Link href={`/search?${query}`} title={name} className={itemClass}>
                  <Bookmark className="size-5 shrink-0" aria-hidden="true" />
                  <span className="truncate">{name}</span>
                </Link>
              </li>
            ))}
          </ul>
        </div>
      )}
    </RailFrame>
  );
}
