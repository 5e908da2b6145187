"use client";

import {
  type ReactNode,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import type { ChunkLoader } from "./chunk-loader.ts";
import type { GalleryImage } from "./gallery-image.ts";
import type { GalleryStore } from "./gallery-store.ts";
import { nameOfMonth } from "./month-name.ts";
import { findAnchor, findPlace, findTabStop, findWindow } from "./timeline-anchor.ts";
import { type LayoutSettings, layoutTimeline, type Row, type TimelineLayout, toSettings } from "./timeline-layout.ts";
import type { TimelineMonth } from "./timeline-months.ts";
import { TimelineScrubber } from "./timeline-scrubber.tsx";
import { useVirtualScroll } from "./use-virtual-scroll.ts";

/** A width that differs by less from the one that the server broke the rows for keeps those rows, scaled. */
const MAX_SCALING = 0.25;
const MONTH_LENGTH = "2024-05".length;
const WIDTH_COOKIE = "Skylight-Width";
const COOKIE_SECONDS = 365 * 24 * 60 * 60;

export interface TimelineHandle {
  /** Goes to the first or the last image; resolves to its tile once it is there. */
  goToEnd(end: "first" | "last"): void;
}

interface TimelineProps {
  months: readonly TimelineMonth[];
  gallery: GalleryStore;
  loader: ChunkLoader;
  /** The image of an id, where it has been loaded. */
  tileOf: (id: string) => GalleryImage | undefined;
  /** Pixels across for which the server broke the first rows. */
  firstWidth: number;
  /** Month to begin at, "2024-05". */
  firstMonth: string | undefined;
  /** The image whose tile has or had the focus. */
  focused: string | undefined;
  /** One tile of those that are drawn is the stop of the Tab key. */
  renderTile: (image: GalleryImage, isTabStop: boolean) => ReactNode;
  handle: RefObject<TimelineHandle | null>;
}

/** A list of images by month, of which only what is near the screen is loaded and drawn. */
export function Timeline({
  months,
  gallery,
  loader,
  tileOf,
  firstWidth,
  firstMonth,
  focused,
  renderTile,
  handle,
}: TimelineProps) {
  const element = useRef<HTMLDivElement>(null);
  const settings = useSettings(element, firstWidth);
  const isMeasured = settings.isMeasured;
  const layout = useMemo(() => layoutTimeline(months, settings), [months, settings]);
  const scrolling = useVirtualScroll(element, layout.height);
  const { scroll, screen, goTo, placeNow, keep } = scrolling;
  const problem = useSyncExternalStore(loader.subscribe, loader.problem, () => undefined);

  // What is on the screen stays there when something above it gets another height.
  const before = useRef({ months, layout });
  useLayoutEffect(() => {
    const old = before.current;
    before.current = { months, layout };
    if (old.layout === layout || !isMeasured) return;
    const anchor = findAnchor(old.months, old.layout, placeNow());
    const place = anchor && findPlace(months, layout, anchor);
    if (place !== undefined && Math.abs(place - placeNow()) > 0.5) keep(place, layout.height);
  });

  const isFirst = useRef(true);
  useEffect(() => {
    if (!isMeasured || !isFirst.current) return;
    isFirst.current = false;
    const begin = placeToBegin(gallery, months, layout, firstMonth);
    // After the router, which scrolls to the top of a new page.
    if (begin) requestAnimationFrame(() => begin(goTo, element.current));
  }, [isMeasured, gallery, months, layout, firstMonth, goTo]);

  const visible = useMemo(
    () => findWindow(months, layout, scroll.place - screen, scroll.place + 2 * screen),
    [months, layout, scroll.place, screen],
  );
  useEffect(() => {
    if (!isMeasured) return;
    const middle = scroll.place + screen / 2;
    const distance = ({ top, bottom }: { top: number; bottom: number }) => Math.max(top - middle, middle - bottom, 0);
    const keys = visible.blocks.toSorted((one, other) => distance(one) - distance(other)).map(({ key }) => key);
    gallery.look(keys);
    loader.want(keys);
  }, [visible, gallery, loader, isMeasured, scroll.place, screen]);

  const tabStop = isMeasured
    ? findTabStop(visible, scroll.place, focused)
    : months.find(({ blocks }) => blocks[0]?.ids?.[0])?.blocks[0]?.ids?.[0];
  const drawTile = (image: GalleryImage) => renderTile(image, image.view.id === tabStop);

  const pendingFocus = useRef<"first" | "last">(undefined);
  useEffect(() => {
    const tiles = element.current?.querySelectorAll<HTMLElement>("[data-tile]");
    if (!pendingFocus.current || !tiles?.length) return;
    const isFirstWanted = pendingFocus.current === "first";
    const edge = isFirstWanted ? visible.blocks[0] : visible.blocks.at(-1);
    const month = isFirstWanted ? months[0] : months.at(-1);
    if (!edge || !month || edge.key !== `${month.month} ${isFirstWanted ? 0 : month.blocks.length - 1}`) return;
    if (!edge.isLoaded) return;
    tiles[isFirstWanted ? 0 : tiles.length - 1]?.focus({ preventScroll: true });
    pendingFocus.current = undefined;
  });
  useEffect(() => {
    handle.current = {
      goToEnd(end) {
        pendingFocus.current = end;
        goTo(end === "first" ? 0 : layout.height);
        gallery.update([]);
      },
    };
  }, [handle, goTo, layout, gallery]);

  return (
    <>
      <div
        ref={element}
        className="relative [overflow-anchor:none]"
        style={isMeasured ? { height: scroll.elementHeight || layout.height } : {}}
      >
        {isMeasured
          ? visible.months.map(({ index, rows, gaps }) => {
              const month = months[index];
              const placed = layout.months[index];
              if (!month || !placed) return null;
              return (
                <MonthSection
                  key={month.month}
                  month={month.month}
                  style={{
                    position: "absolute",
                    top: placed.top + scroll.shift,
                    height: placed.height,
                    left: placed.left,
                    width: placed.width,
                  }}
                >
                  {gaps.map((gap) => (
                    <UnloadedBlock key={`gap ${gap.top}`} {...gap} monthTop={placed.top} settings={settings} />
                  ))}
                  {rows.map(({ row, top, height, ids }) => (
                    <TileRow
                      key={ids[row.start]}
                      row={row}
                      images={ids.slice(row.start, row.end).map(tileOf)}
                      gap={settings.gap}
                      style={{ position: "absolute", top: top - placed.top, height, insetInline: 0 }}
                      renderTile={drawTile}
                    />
                  ))}
                </MonthSection>
              );
            })
          : listFirstShelves(months, layout).map((shelf) => (
              <div key={shelf[0]?.month} className="flex gap-5">
                {shelf.map(({ month, width, rows }) => (
                  <MonthSection key={month} month={month} style={{ flex: `0 1 ${width}`, minWidth: 0 }}>
                    {rows.map(({ row, ids }) => (
                      <TileRow
                        key={ids[row.start]}
                        row={row}
                        images={ids.slice(row.start, row.end).map(tileOf)}
                        gap={settings.gap}
                        style={{ marginBottom: settings.gap }}
                        renderTile={drawTile}
                      />
                    ))}
                    <div className="h-5" />
                  </MonthSection>
                ))}
              </div>
            ))}
      </div>
      {problem !== undefined && (
        <div
          role="alert"
          className="fixed bottom-24 left-1/2 z-20 flex -translate-x-1/2 items-center gap-3 rounded-full border border-line bg-surface py-1.5 pr-1.5 pl-4 text-sm shadow-float sm:bottom-6"
        >
          {problem}
          <button type="button" className={buttonClass("secondary", "small", "rounded-full")} onClick={loader.retry}>
            Try again
          </button>
        </div>
      )}
      {isMeasured && layout.height > 3 * screen && (
        <TimelineScrubber months={months} layout={layout} place={scroll.place} screen={screen} goTo={goTo} />
      )}
    </>
  );
}

/** The settings for the width that the timeline has; those of the server until it has been measured. */
function useSettings(element: RefObject<HTMLDivElement | null>, firstWidth: number) {
  const [settings, setSettings] = useState<LayoutSettings & { isMeasured: boolean }>(() => ({
    ...toSettings(firstWidth),
    isMeasured: false,
  }));
  useLayoutEffect(() => {
    const measured = element.current;
    if (!measured) return;
    let isFirst = true;
    const measure = () => {
      const width = measured.clientWidth;
      if (width === 0) return;
      const isNear = isFirst && Math.abs(width / firstWidth - 1) < MAX_SCALING;
      setSettings((old) =>
        old.isMeasured && old.width === width
          ? old
          : { ...toSettings(width, isNear ? firstWidth : width), isMeasured: true },
      );
      isFirst = false;
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not everywhere yet
      document.cookie = `${WIDTH_COOKIE}=${Math.round(width)}; path=/; max-age=${COOKIE_SECONDS}; samesite=lax`;
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(measured);
    return () => observer.disconnect();
  }, [element, firstWidth]);
  return settings;
}

type Begin = (goTo: (place: number) => void, element: HTMLElement | null) => void;

/**
 * Where a timeline that comes up begins: at the photo that was last looked at, at its month where it has not been loaded,
 * else at the month asked for.
 */
function placeToBegin(
  gallery: GalleryStore,
  months: readonly TimelineMonth[],
  layout: TimelineLayout,
  firstMonth: string | undefined,
): Begin | undefined {
  const seen = gallery.takeLastSeen();
  const place =
    seen === undefined ? undefined : findPlace(months, layout, { id: seen, below: -window.innerHeight / 3 });
  if (seen !== undefined && place !== undefined) {
    return (goTo, element) => {
      goTo(Math.max(place, -1_000));
      element?.querySelector<HTMLElement>(`[data-tile="${seen}"]`)?.focus({ preventScroll: true });
    };
  }
  const view = seen === undefined ? undefined : gallery.find(seen);
  const wanted = view ? (view.takenAt ?? view.uploadedAt).slice(0, MONTH_LENGTH) : firstMonth;
  const index = months.findIndex(({ month }) => month === wanted);
  const top = layout.months[index]?.top;
  return top === undefined || top === 0 ? undefined : (goTo) => goTo(top);
}

interface FirstMonth {
  month: string;
  width: string;
  rows: { row: Row; ids: readonly string[] }[];
}

/** What can be drawn before the timeline has been measured: the months that the server sent, by those side by side. */
function listFirstShelves(months: readonly TimelineMonth[], layout: TimelineLayout): FirstMonth[][] {
  const shelves: FirstMonth[][] = [];
  let top: number | undefined;
  const first = months.findIndex(({ blocks }) => blocks.some(({ ids }) => ids));
  for (let index = Math.max(0, first); index < months.length; index++) {
    const [{ month, blocks } = { month: "", blocks: [] }, placed] = [months[index], layout.months[index]];
    const rows = blocks.flatMap(({ ids }, block) =>
      ids ? (placed?.blocks[block]?.rows ?? []).map((row) => ({ row, ids })) : [],
    );
    if (!placed || rows.length === 0) break;
    const width = placed.width === layout.settings.width ? "100%" : `${placed.width}px`;
    if (placed.top === top) shelves.at(-1)?.push({ month, width, rows });
    else shelves.push([{ month, width, rows }]);
    top = placed.top;
    if (blocks.some(({ ids }) => !ids)) break;
  }
  return shelves;
}

function MonthSection({ month, style, children }: { month: string; style: React.CSSProperties; children: ReactNode }) {
  return (
    <section aria-labelledby={`month-${month}`} style={style}>
      <h2
        id={`month-${month}`}
        className="sticky top-15 z-10 flex h-10 items-center bg-linear-to-b from-page from-70% to-transparent text-sm font-semibold tracking-tight"
      >
        {nameOfMonth(month)}
      </h2>
      {/* biome-ignore lint/a11y/useSemanticElements: its items stand in rows */}
      <div role="list">{children}</div>
    </section>
  );
}

interface TileRowProps {
  row: Row;
  images: (GalleryImage | undefined)[];
  gap: number;
  style: React.CSSProperties;
  renderTile: (image: GalleryImage) => ReactNode;
}

function TileRow({ row, images, gap, style, renderTile }: TileRowProps) {
  return (
    <div className="flex" style={{ ...style, gap }}>
      {images.map((image, at) =>
        image ? (
          renderTile(image)
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: nothing is known of it but its place
          <div key={at} className="flex-1 rounded-md bg-raised" />
        ),
      )}
      {row.free > 0 && <div aria-hidden="true" style={{ flexGrow: row.free, marginInlineStart: -gap }} />}
    </div>
  );
}

function UnloadedBlock(props: { top: number; height: number; monthTop: number; settings: LayoutSettings }) {
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
