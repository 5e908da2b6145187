"use client";

import { useRouter } from "next/navigation";
import {
  type KeyboardEvent,
  lazy,
  type ReactNode,
  Suspense,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { TIME_ZONE_COOKIE, tellServer } from "#app/_components/browser-cookies.ts";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import type { WholeList } from "../bulk-changes.ts";
import { imageChanges, type WordedChange } from "../image-changes.ts";
import { useLibrary } from "../library-context.ts";
import { useImageActions } from "../use-image-actions.ts";
import { createChunkLoader } from "./chunk-loader.ts";
import { EmptyGallery } from "./empty-gallery.tsx";
import { FailedStrip } from "./failed-strip.tsx";
import { GalleryTile, type TileHandlers } from "./gallery-tile.tsx";
import { monthOf } from "./image-time.ts";
import { ReadingNotice } from "./reading-notice.tsx";
import type { RenderedList } from "./rendered-list.ts";
import { nextTile } from "./tile-focus.ts";
import { Timeline, type TimelineHandle } from "./timeline.tsx";
import { startTimelinePoll } from "./timeline-poll.ts";
import { useMonths } from "./use-months.ts";
import { useSelection } from "./use-selection.ts";
import { toWholeList } from "./whole-list.ts";

/** With its dialogs it is as much as the rest of the gallery, and most visits select nothing. */
const SelectionBar = lazy(() => import("./selection-bar.tsx").then((bar) => ({ default: bar.SelectionBar })));

const WholeSelectionBar = lazy(() =>
  import("./whole-selection-bar.tsx").then((bar) => ({ default: bar.WholeSelectionBar })),
);

const DELETE_KEYS = ["Delete", "Backspace"];

interface GalleryProps {
  list: RenderedList;
  /** What the list is filtered by, as the API takes it; the timeline by nothing. */
  filters?: string;
  /** Shown when the list is empty. */
  empty?: ReactNode;
  /** The album that it shows. */
  album?: { id: string; name: string };
}

export function Gallery({ list, filters = "", empty, album }: GalleryProps) {
  const { gallery } = useLibrary();
  const actions = useImageActions({ ofStacks: true });
  const root = useRef<HTMLDivElement>(null);
  const timeline = useRef<TimelineHandle>(null);
  const { months, failed, tileOf } = useMonths(gallery, list);
  const [loader] = useState(() => createChunkLoader(gallery, filters));
  useEffect(() => startTimelinePoll(gallery, filters), [gallery, filters]);
  useEffect(() => tellServer(TIME_ZONE_COOKIE, Intl.DateTimeFormat().resolvedOptions().timeZone), []);

  const [focused, setFocused] = useState<string>();
  const { selected, toggle, clear } = useSelection(gallery);
  /** All of the list, or of one of its months, are selected. */
  const [whole, setWhole] = useState<{ month: string | undefined; list: WholeList }>();
  const router = useRouter();
  const total = months.reduce((sum, { count }) => sum + count, 0);
  const selectAll = (count: number, month?: string) => {
    clear();
    setWhole({ month, list: toWholeList(filters, count, month) });
  };
  const changeWhole = (change: WordedChange) => {
    setWhole(undefined);
    if (whole) void actions.changeWhole(whole.list, change, () => router.refresh());
  };
  const isSelected = (view: ImageListItem) =>
    whole ? whole.month === undefined || whole.month === monthOf(view) : selected.has(view.id);
  /** Whoever touches single tiles no longer means all of them. */
  const choose = (id: string, isRange: boolean) => {
    setWhole(undefined);
    toggle(id, isRange);
  };

  /** Deletes, and moves the focus from a tile that is gone to the one that follows it. */
  async function trash(images: ImageListItem[]): Promise<boolean> {
    const isGone = new Set(images.map(({ id }) => id));
    const shown = [...(root.current?.querySelectorAll<HTMLElement>("[data-tile]") ?? [])];
    const isLeft = ({ dataset }: HTMLElement) => !isGone.has(dataset.tile ?? "");
    const first = shown.findIndex((tile) => !isLeft(tile));
    const next = (shown.slice(first).find(isLeft) ?? shown.findLast(isLeft))?.dataset.tile;
    const isDone = await actions.trash(images);
    if (isDone && next && document.activeElement === document.body) {
      root.current?.querySelector<HTMLElement>(`[data-tile="${next}"]`)?.focus();
    }
    return isDone;
  }

  // Tiles are told apart by their props alone, so their handlers must stay the same while state changes.
  const latest = useRef({ choose, actions, trash });
  useLayoutEffect(() => {
    latest.current = { choose, actions, trash };
  });
  const [handlers] = useState<TileHandlers>(() => ({
    onFocus: setFocused,
    onSelect: (id, isRange) => latest.current.choose(id, isRange),
    onImageError: gallery.markImageBroken,
    onRetry: (id) => void latest.current.actions.retry(id),
    onDelete: (id) => {
      const image = gallery.find(id);
      if (image) void latest.current.trash([image]);
    },
  }));

  async function deleteSelected(): Promise<void> {
    if (await trash([...selected.values()])) clear();
  }

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const tile = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>("[data-tile]") : null;
    // Dialogs lie elsewhere in the page; their keys come here too.
    const isWithin = event.target instanceof Node && event.currentTarget.contains(event.target);
    if (event.key === "Escape" && isWithin) {
      clear();
      setWhole(undefined);
    }
    if (!tile || !root.current || event.ctrlKey || event.metaKey || event.altKey) return;
    const id = tile.dataset.tile ?? "";
    if (DELETE_KEYS.includes(event.key)) {
      event.preventDefault();
      // A key that is held deletes one, not all.
      if (event.repeat) return;
      if (whole) changeWhole(imageChanges.trash());
      else if (selected.size > 0) void deleteSelected();
      else handlers.onDelete(id);
    } else if (event.key === " " || event.key === "x") {
      event.preventDefault();
      choose(id, event.shiftKey);
    } else if (event.key === "Home" || event.key === "End") {
      event.preventDefault();
      timeline.current?.goToEnd(event.key === "Home" ? "first" : "last");
    } else {
      const next = nextTile([...root.current.querySelectorAll<HTMLElement>("[data-tile]")], tile, event.key);
      if (!next) return;
      event.preventDefault();
      next.focus();
    }
  }

  const notice = list.itemsRead !== undefined && <ReadingNotice itemsRead={list.itemsRead} />;
  if (months.length === 0) {
    return (
      <>
        <FailedStrip count={failed} />
        {notice || empty || <EmptyGallery />}
      </>
    );
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys are heard here for the tiles, which are links
    <div ref={root} onKeyDown={onKeyDown}>
      {notice}
      <FailedStrip count={failed} />
      {whole && (
        <Suspense>
          <WholeSelectionBar list={whole.list} onChange={changeWhole} onClear={() => setWhole(undefined)} />
        </Suspense>
      )}
      {!whole && selected.size > 0 && (
        <Suspense>
          <SelectionBar
            images={[...selected.values()]}
            album={album}
            filters={filters}
            total={total}
            onSelectAll={() => selectAll(total)}
            onDelete={deleteSelected}
            onClear={clear}
          />
        </Suspense>
      )}
      <Timeline
        months={months}
        gallery={gallery}
        loader={loader}
        tileOf={tileOf}
        firstWidth={list.width}
        firstMonth={list.firstMonth}
        handle={timeline}
        focused={focused}
        onSelectMonth={({ month, count }) => selectAll(count, month)}
        renderTile={(image, isTabStop) => (
          <GalleryTile
            key={image.view.id}
            image={image}
            isSelected={isSelected(image.view)}
            isSelecting={whole !== undefined || selected.size > 0}
            isTabStop={isTabStop}
            handlers={handlers}
            filters={filters}
          />
        )}
      />
    </div>
  );
}
