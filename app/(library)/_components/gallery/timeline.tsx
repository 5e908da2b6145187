"use client";

import {
  Fragment,
  type ReactNode,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useSyncExternalStore,
} from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { NO_MONTH } from "#lib/library/no-month.ts";
import { useDensity } from "./layout/chosen-density.ts";
import type { Density } from "./layout/density.ts";
import { type DrawnMonth, drawFirstMonths, drawVisibleMonths } from "./layout/drawn-months.ts";
import { findAnchor, findAnchorAt, findPlace, findTabStop, findWindow } from "./layout/timeline-anchor.ts";
import { HEADER_PX, layoutTimeline, type Row, toTileRatio, toTileWidth } from "./layout/timeline-layout.ts";
import type { TimelineMonth } from "./layout/timeline-months.ts";
import { MonthSection, TileRow, UnloadedBlock } from "./layout/timeline-parts.tsx";
import { TimelineScrubber } from "./layout/timeline-scrubber.tsx";
import { useDrawnRange } from "./layout/use-drawn-range.ts";
import { useFirstRows } from "./layout/use-first-rows.ts";
import { useLayoutSettings } from "./layout/use-layout-settings.ts";
import { useVirtualScroll } from "./layout/use-virtual-scroll.ts";
import { HeadingDays, toDatedRows } from "./layout/visible-days.tsx";
import type { ChunkLoader } from "./list/chunk-loader.ts";
import type { GalleryImage } from "./list/gallery-image.ts";
import type { GalleryStore } from "./list/gallery-store.ts";
import type { ListSort } from "./tile/image-time.ts";
import { useKeptFocus } from "./tile/use-kept-focus.ts";
import { useInitialScroll } from "./use-initial-scroll.ts";
import { useLoadRetry } from "./use-load-retry.ts";

export interface TimelineHandle {
  /** Goes to the first or the last image, whose tile gets the focus once it is there. */
  goToEnd(end: "first" | "last"): void;
  /** Goes to where a month begins, "2024-05", whose first tile gets the focus once it is there. */
  goToMonth(month: string): void;
}

export interface TilePlace {
  /** Width divided by height of the tile. */
  ratio: number;
  /** Of CSS. */
  width: string;
  /** One tile of those that are drawn is the stop of the Tab key. */
  isTabStop: boolean;
  /** Which of the month's it is, from 1, and of how many. */
  position: number;
  count: number;
}

interface TimelineProps {
  months: readonly TimelineMonth[];
  /** Images that were moved to other places of the list, the last at the end. */
  moved: readonly string[];
  gallery: GalleryStore;
  loader: ChunkLoader;
  /** By which time its images are listed. */
  sort: ListSort;
  /** The image of an id, where it has been loaded. */
  tileOf: (id: string) => GalleryImage | undefined;
  /** Pixels across for which the server broke the first rows. */
  firstWidth: number;
  /** For which it did. */
  firstDensity: Density;
  /** Month to begin at, "2024-05". */
  firstMonth: string | undefined;
  /** The image whose tile has or had the focus. */
  focused: string | undefined;
  renderTile: (image: GalleryImage, place: TilePlace) => ReactNode;
  /** On the server only, where it is quicker; undefined where a tile is not to be had as HTML. */
  toTileHtml: ((image: GalleryImage, place: TilePlace) => string | undefined) | undefined;
  handle: RefObject<TimelineHandle | null>;
  onSelectMonth: ((month: TimelineMonth) => void) | undefined;
  /** Asks for a month to go to. */
  onJump: () => void;
}

/** A list of images by month, of which only what is near the screen is loaded and drawn. */
export function Timeline({
  months,
  moved,
  gallery,
  loader,
  sort,
  tileOf,
  firstWidth,
  firstDensity,
  firstMonth,
  focused,
  renderTile,
  toTileHtml,
  handle,
  onSelectMonth,
  onJump,
}: TimelineProps) {
  const element = useRef<HTMLDivElement>(null);
  const density = useDensity(firstDensity);
  const settings = useLayoutSettings(element, firstWidth, density);
  const isMeasured = settings.isMeasured;
  const layout = useMemo(() => layoutTimeline(months, settings), [months, settings]);
  const scrolling = useVirtualScroll(element, layout.height);
  const { scroll, screen, goTo, placeNow, keep } = scrolling;
  const problem = useSyncExternalStore(loader.subscribe, loader.problem, () => undefined);
  useLoadRetry(loader, problem);

  // What is on the screen stays there when something above it gets another height; when all does, the photo with the
  // focus.
  const before = useRef({ months, moved, layout, isMeasured });
  useLayoutEffect(() => {
    const old = before.current;
    before.current = { months, moved, layout, isMeasured };
    // What was drawn before the timeline was measured lay where the browser had put it.
    if (old.layout === layout || !old.isMeasured) return;
    const isRedrawn = old.layout.settings !== layout.settings;
    // Where the timeline comes out from under the header.
    const edge = placeNow() + HEADER_PX;
    const anchor =
      (isRedrawn && findAnchorAt(old.months, old.layout, { id: focused, place: edge, screen: screen - HEADER_PX })) ||
      findAnchor(old.months, old.layout, edge, new Set(moved.slice(old.moved.length)));
    const found = anchor && findPlace(months, layout, anchor);
    // Above the first row there is no more than there was.
    const place = found === undefined ? undefined : Math.max(found - HEADER_PX, Math.min(0, placeNow()));
    const isElsewhere = place !== undefined && Math.abs(place - placeNow()) > 0.5;
    // What comes below moves nothing, but the element has to be as high as that.
    if (isElsewhere || old.layout.height !== layout.height) keep(isElsewhere ? place : placeNow(), layout.height);
  });

  useKeptFocus(element, gallery);
  useInitialScroll({ element, gallery, loader, sort, months, layout, firstMonth, goTo }, isMeasured);

  const { from, to } = useDrawnRange(scroll.place, screen);
  const visible = useMemo(() => findWindow(months, layout, from, to), [months, layout, from, to]);
  useEffect(() => {
    if (!isMeasured) return;
    const middle = scroll.place + screen / 2;
    const distance = ({ top, bottom }: { top: number; bottom: number }) => Math.max(top - middle, middle - bottom, 0);
    const keys = visible.blocks.toSorted((one, other) => distance(one) - distance(other)).map(({ key }) => key);
    gallery.look(keys);
    loader.want(keys);
  }, [visible, gallery, loader, isMeasured, scroll.place, screen]);

  const tabStop = isMeasured
    ? findTabStop(visible, scroll.place + HEADER_PX, focused)
    : months.find(({ blocks }) => blocks[0]?.ids?.[0])?.blocks[0]?.ids?.[0];
  const toPlace = (image: GalleryImage, row: Row, position: number, count: number): TilePlace => {
    const ratio = toTileRatio(image.ratio, settings);
    const width = toTileWidth(ratio, row, settings.gap);
    return { ratio, width, isTabStop: image.view.id === tabStop, position, count };
  };

  /** Few photos are on the screen, so headings carry their days. */
  const drawDays = ({ rows, top }: DrawnMonth) => {
    if (density !== "large") return undefined;
    const dated = toDatedRows(isMeasured ? rows : rows.slice(0, 1), top, tileOf, sort);
    return <HeadingDays rows={dated} monthTop={top} height={settings.headingHeight} scrolling={scrolling} />;
  };

  /** An end of the list, or a month whose first image is to get the focus. */
  const pendingFocus = useRef<"first" | "last" | { month: string }>(undefined);
  const focusPending = () => {
    const wanted = pendingFocus.current;
    if (!wanted) return;
    const month =
      typeof wanted === "object"
        ? months.find((one) => one.month === wanted.month)
        : months.at(wanted === "last" ? -1 : 0);
    const id = wanted === "last" ? month?.blocks.at(-1)?.ids?.at(-1) : month?.blocks[0]?.ids?.[0];
    const tile = element.current?.querySelector<HTMLElement>(`[data-tile="${id}"]`);
    if (!tile) return;
    pendingFocus.current = undefined;
    tile.focus({ preventScroll: true });
  };
  useEffect(focusPending);
  useEffect(() => {
    // Whatever is done until it has loaded means another place. Heard before what a press leads to.
    const giveUp = () => {
      pendingFocus.current = undefined;
    };
    const stopping = new AbortController();
    for (const done of ["keydown", "pointerdown", "wheel"]) {
      window.addEventListener(done, giveUp, { capture: true, passive: true, signal: stopping.signal });
    }
    return () => stopping.abort();
  }, []);
  useEffect(() => {
    handle.current = {
      goToEnd(end) {
        pendingFocus.current = end;
        goTo(end === "first" ? -HEADER_PX : layout.height);
        // Nothing is redrawn when the timeline is already there.
        focusPending();
      },
      goToMonth(month) {
        pendingFocus.current = { month };
        goTo((layout.months[months.findIndex((one) => one.month === month)]?.top ?? 0) - HEADER_PX);
      },
    };
  });

  const firstRows = useFirstRows(months, layout);
  const isLeft = (id: string | undefined) => !isMeasured && firstRows !== undefined && !firstRows.has(id);
  const drawn = isMeasured ? drawVisibleMonths(visible, months, layout, scroll.shift) : drawFirstMonths(months, layout);
  const common = useTranslations("common");
  return (
    <>
      <div
        ref={element}
        className={`relative [overflow-anchor:none] ${isMeasured ? "" : "flex flex-wrap gap-x-5"}`}
        style={isMeasured ? { height: scroll.elementHeight || layout.height } : {}}
      >
        {drawn.map((one) => {
          const { month, top, startsShelf, style, rows, gaps } = one;
          return (
            <Fragment key={`${month.month} ${settings.keepsFirst}`}>
              {startsShelf && <div className="basis-full" />}
              <MonthSection
                month={month.month}
                onJump={isMeasured ? onJump : undefined}
                onSelect={isMeasured && onSelectMonth ? () => onSelectMonth(month) : undefined}
                days={drawDays(one)}
                style={style}
              >
                {gaps.map((gap) => (
                  <UnloadedBlock key={`gap ${gap.top}`} {...gap} monthTop={top} settings={settings} />
                ))}
                {rows.map(({ row, ids, before, style }) => (
                  <TileRow
                    key={`${ids[row.start]}${isLeft(ids[row.start]) ? " left" : ""}`}
                    isLeft={isLeft(ids[row.start])}
                    row={row}
                    images={ids.slice(row.start, row.end).map(tileOf)}
                    gap={settings.gap}
                    before={before + row.start}
                    style={style}
                    renderTile={(image, row, position) => renderTile(image, toPlace(image, row, position, month.count))}
                    toHtml={
                      toTileHtml &&
                      ((image, row, position) => toTileHtml(image, toPlace(image, row, position, month.count)))
                    }
                  />
                ))}
              </MonthSection>
            </Fragment>
          );
        })}
      </div>
      {problem !== undefined && (
        <div
          role="alert"
          className="fixed bottom-24 left-1/2 z-20 flex -translate-x-1/2 items-center gap-3 rounded-full border border-line bg-surface py-1.5 pr-1.5 pl-4 text-sm shadow-float sm:bottom-6"
        >
          {problem.message}
          <button type="button" className={buttonClass("secondary", "small", "rounded-full")} onClick={loader.retry}>
            {common("tryAgain")}
          </button>
        </div>
      )}
      {isMeasured && layout.height > 3 * screen && months[0]?.month !== NO_MONTH && (
        <TimelineScrubber months={months} layout={layout} place={scroll.place} screen={screen} goTo={goTo} />
      )}
    </>
  );
}
