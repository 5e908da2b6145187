import { Ellipsis } from "lucide-react";
import { getTranslations } from "#app/_messages/get-translations.ts";
import { RoundUploadButton } from "../../_components/upload/upload-button.tsx";
import { FootBar } from "./foot-bar.tsx";
import { SectionLink } from "./section-link.tsx";
import { footSections, SECTIONS_ID } from "./sections.ts";

const footClass =
  "group/foot fixed inset-x-0 bottom-0 z-30 min-h-(--foot-bar) transition-transform duration-200 group-has-[[role=toolbar]]/frame:invisible data-away:not-has-[:focus-visible]:translate-y-full sm:hidden";
const itemClass =
  "group/item flex min-w-0 flex-col items-center gap-0.5 pt-1.5 text-xs font-medium text-muted aria-[current=page]:text-accent";
const glyphClass = "grid h-7 w-14 place-items-center rounded-full group-aria-[current=page]/item:bg-accent-soft";

/** The sections that a phone has at hand, a button for the others, and one to upload over them. */
export async function Foot() {
  const t = await getTranslations("library");
  return (
    // As high as its bar, which a slow network may bring after the button.
    <FootBar className={footClass}>
      <RoundUploadButton className="absolute right-4 bottom-[calc(100%+1rem+var(--corner-card,-0.5rem))] transition-opacity duration-200 group-data-away/foot:group-not-has-[:focus-visible]/foot:pointer-events-none group-data-away/foot:group-not-has-[:focus-visible]/foot:opacity-0" />
      {/* Its height and the place of each icon depend on nothing that a slow network may bring later. */}
      <nav
        aria-label={t("mainSections")}
        className="grid grid-cols-4 grid-rows-[minmax(3.5rem,auto)] border-t border-line bg-page/95 pb-[env(safe-area-inset-bottom)] backdrop-blur-md"
      >
        {footSections.map(({ href, label, Icon }) => (
          <SectionLink key={href} href={href} className={itemClass}>
            <span className={glyphClass}>
              <Icon className="size-5" aria-hidden="true" />
            </span>
            {t(label)}
          </SectionLink>
        ))}
        <button
          type="button"
          popoverTarget={SECTIONS_ID}
          className={`${itemClass} group-has-[#sections_li:not([data-at-foot])_[aria-current=page]]/frame:text-accent`}
        >
          <span
            className={`${glyphClass} group-has-[#sections_li:not([data-at-foot])_[aria-current=page]]/frame:bg-accent-soft`}
          >
            <Ellipsis className="size-5" aria-hidden="true" />
          </span>
          {t("more")}
        </button>
      </nav>
    </FootBar>
  );
}
