import { ListChecks } from "lucide-react";
import type { CSSProperties, ReactNode } from "react";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { NO_MONTH } from "#lib/library/no-month.ts";
import type { GalleryImage } from "../list/gallery-image.ts";
import { nameOfPeriod } from "./period-name.ts";
import { type LayoutSettings, type Row, toTileWidth } from "./timeline-layout.ts";

/** So wide a month has room for its name and, beside it, for words that select all of it. */
const MIN_BOTH_PX = 260;

interface MonthSectionProps {
  month: string;
  style: CSSProperties;
  onJump?: (() => void) | undefined;
  /** Selects all photos of the month. */
  onSelect?: (() => void) | undefined;
  /** Which of its days are on the screen, beside its name. */
  days?: ReactNode;
  children: ReactNode;
}

/** A month of a timeline under its name, which stays on the screen with it; what has no month has no name. */
export function MonthSection({ month, style, onJump, onSelect, days, children }: MonthSectionProps) {
  const t = useTranslations("gallery");
  const name = nameOfPeriod(month, t.locale);
  const isNarrow = typeof style.width === "number" && style.width < MIN_BOTH_PX;
  if (month === NO_MONTH) {
    return (
      // biome-ignore lint/a11y/useSemanticElements: its items stand in rows
      <div role="list" style={style}>
        {children}
      </div>
    );
  }
  return (
    <section className="group/month" aria-labelledby={`month-${month}`} style={style}>
      <h2
        id={`month-${month}`}
        className="sticky top-[60px] z-10 flex h-[40px] items-center bg-linear-to-b from-page from-70% to-transparent text-sm font-semibold tracking-tight"
      >
        {onJump ? (
          // The key "g" does the same, so that Tab leads from photos to photos.
          <button
            type="button"
            tabIndex={-1}
            title={t("jumpTo")}
            className="shrink-0 rounded touch-target"
            onClick={onJump}
          >
            {name}
          </button>
        ) : (
          <span className="shrink-0">{name}</span>
        )}
        {days}
      </h2>
      {/* biome-ignore lint/a11y/useSemanticElements: its items stand in rows */}
      <div role="list">{children}</div>
      {/* Beside the name, and after the photos, which the Tab key comes to first. */}
      {onSelect && (
        <div className="pointer-events-none absolute inset-0 z-10">
          <button
            type="button"
            aria-label={t("selectAllOf", { month: name })}
            className={`${isNarrow ? "bg-page pointer-coarse:hidden" : ""} pointer-events-auto sticky top-[64px] mt-1 ml-auto block pointer-coarse:top-[58px] pointer-coarse:-mt-0.5 rounded-lg px-2.5 py-1.5 text-[0.8125rem] font-medium text-muted opacity-0 transition-opacity touch-target pointer-coarse:opacity-100 group-focus-within/month:opacity-100 group-hover/month:opacity-100 hover:text-ink focus-visible:opacity-100`}
            onClick={onSelect}
          >
            {isNarrow ? <ListChecks className="size-4" aria-hidden="true" /> : t("selectAll")}
          </button>
        </div>
      )}
    </section>
  );
}

const NOTHING = { __html: "" };

interface TileRowProps {
  row: Row;
  images: (GalleryImage | undefined)[];
  gap: number;
  /** How many images of the month come before them. */
  before: number;
  style: CSSProperties;
  /** Whether what the server drew stays, and nothing is drawn where it did not. */
  isLeft: boolean;
  renderTile: (image: GalleryImage, row: Row, position: number) => ReactNode;
  /** On the server; undefined where a tile is not to be had as HTML. */
  toHtml: ((image: GalleryImage, row: Row, position: number) => string | undefined) | undefined;
}

/** Pictures side by side; what is not loaded holds its place. */
export function TileRow({ row, images, gap, before, style, isLeft, renderTile, toHtml }: TileRowProps) {
  if (toHtml) {
    const tiles = images.map((image, at) => image && toHtml(image, row, before + at + 1));
    if (!tiles.includes(undefined)) {
      // biome-ignore lint/security/noDangerouslySetInnerHtml: all that is put in is escaped
      return <div className="flex" style={{ ...style, gap }} dangerouslySetInnerHTML={{ __html: tiles.join("") }} />;
    }
  }
  const place = { className: "flex", style: { ...style, gap } };
  // biome-ignore lint/security/noDangerouslySetInnerHtml: nothing is put in
  if (isLeft) return <div {...place} dangerouslySetInnerHTML={NOTHING} suppressHydrationWarning />;
  return (
    <div {...place}>
      {images.map((image, at) =>
        image ? (
          renderTile(image, row, before + at + 1)
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: nothing is known of it but its place
          <div key={at} className="rounded-md bg-raised" style={{ width: toTileWidth(1, row, gap) }} />
        ),
      )}
    </div>
  );
}

/** What stands for images that have not been loaded: as many rows as they probably have. */
export function UnloadedBlock(props: { top: number; height: number; monthTop: number; settings: LayoutSettings }) {
  const { rowHeight, gap } = props.settings;
  return (
    <div
      aria-hidden="true"
      className="absolute inset-x-0 rounded-md"
      style={{
        top: props.top - props.monthTop,
        height: props.height,
        backgroundImage: `repeating-linear-gradient(var(--raised) 0 ${rowHeight}px, transparent 0 ${rowHeight + gap}px)`,
      }}
    />
  );
}
