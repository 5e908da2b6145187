"use client";

import { LoaderCircle } from "lucide-react";
import {
  type KeyboardEvent,
  type ReactNode,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import { useLibrary } from "../library-context.ts";
import { useImageActions } from "../use-image-actions.ts";
import { EmptyGallery } from "./empty-gallery.tsx";
import type { GalleryImage } from "./gallery-image.ts";
import { type GalleryPage, snapshotOfPage } from "./gallery-store.ts";
import { GalleryTile, type TileHandlers } from "./gallery-tile.tsx";
import { groupByMonth, nameOfMonth } from "./month-groups.ts";
import { ReadingNotice } from "./reading-notice.tsx";
import { SelectionBar } from "./selection-bar.tsx";
import { nextTile } from "./tile-focus.ts";
import { useMoreImages } from "./use-more-images.ts";

/** About the tiles of a first screen; they load at once, the rest when scrolled near. */
const EAGER_TILES = 18;
const DELETE_KEYS = ["Delete", "Backspace"];

const squareGrid = "grid grid-cols-2 gap-1.5 sm:grid-cols-[repeat(auto-fill,minmax(11.5rem,1fr))]";
// The pseudo-element takes what is left of the last row, so that its tiles are not blown up.
const justifiedRows = "flex flex-wrap gap-1.5 after:grow-[999] after:content-['']";
// Months of few pictures stand side by side, larger ones take the whole width.
const months = "flex flex-wrap gap-x-5 gap-y-8 [--row:6.75rem] sm:[--row:13rem] 2xl:[--row:15rem]";
const TILE_GAP_REM = 0.375;

interface GalleryProps {
  page: GalleryPage & { isComplete: boolean; itemsRead?: number | undefined };
  renderedAt: number;
  /** What the list is filtered by, as the API takes it; the timeline by nothing. */
  filters?: string;
  /** Shown when the list is empty. */
  empty?: ReactNode;
  /** The album that it shows. */
  album?: { id: string; name: string };
}

export function Gallery({ page, renderedAt, filters = "", empty, album }: GalleryProps) {
  const { gallery } = useLibrary();
  const actions = useImageActions();
  const root = useRef<HTMLDivElement>(null);
  const [firstSnapshot] = useState(() => snapshotOfPage(page));
  const snapshot = useSyncExternalStore(gallery.subscribe, gallery.snapshot, () => firstSnapshot);
  useLayoutEffect(() => gallery.seed(page, renderedAt), [gallery, page, renderedAt]);

  const { added, listed, nextCursor } = snapshot;
  const { end, isLoading, problem, loadMore } = useMoreImages(gallery, nextCursor, filters);
  const groups = useMemo(() => groupByMonth(listed), [listed]);
  const order = useMemo(() => [...added, ...listed].map(({ view }) => view), [added, listed]);
  const [focused, setFocused] = useState<string>();
  const { selected, toggle, clear } = useSelection(order);
  const tabStop = order.some(({ id }) => id === focused) ? focused : order[0]?.id;

  /** Deletes, and moves the focus from a tile that is gone to the one that follows it. */
  async function trash(images: ImageListItem[]): Promise<boolean> {
    const isGone = new Set(images.map(({ id }) => id));
    const firstGone = order.findIndex(({ id }) => isGone.has(id));
    const nextFocus =
      order.slice(firstGone).find(({ id }) => !isGone.has(id)) ?? order.findLast(({ id }) => !isGone.has(id));
    const isDone = await actions.trash(images);
    if (isDone && nextFocus && document.activeElement === document.body) {
      root.current?.querySelector<HTMLElement>(`[data-tile="${nextFocus.id}"]`)?.focus();
    }
    return isDone;
  }

  // Tiles are told apart by their props alone, so their handlers must stay the same while state changes.
  const latest = useRef({ order, toggle, actions, trash });
  useLayoutEffect(() => {
    latest.current = { order, toggle, actions, trash };
  });
  const [handlers] = useState<TileHandlers>(() => ({
    onFocus: setFocused,
    onSelect: (id, isRange) => latest.current.toggle(id, isRange),
    onImageError: gallery.markImageBroken,
    onRetry: (id) => void latest.current.actions.retry(id),
    onDelete: (id) => {
      const image = latest.current.order.find((view) => view.id === id);
      if (image) void latest.current.trash([image]);
    },
  }));

  async function deleteSelected(): Promise<void> {
    const images = order.filter(({ id }) => selected.has(id));
    if (await trash(images)) clear();
  }

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>): void {
    const tile = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>("[data-tile]") : null;
    if (event.key === "Escape") clear();
    if (!tile || !root.current || event.ctrlKey || event.metaKey || event.altKey) return;
    const id = tile.dataset.tile ?? "";
    if (DELETE_KEYS.includes(event.key)) {
      event.preventDefault();
      if (selected.size > 0) void deleteSelected();
      else handlers.onDelete(id);
    } else if (event.key === " " || event.key === "x") {
      event.preventDefault();
      toggle(id, event.shiftKey);
    } else {
      const next = nextTile([...root.current.querySelectorAll<HTMLElement>("[data-tile]")], tile, event.key);
      if (!next) return;
      event.preventDefault();
      next.focus();
    }
  }

  const notice = !page.isComplete && <ReadingNotice itemsRead={page.itemsRead ?? 0} />;
  if (order.length === 0 && nextCursor === undefined) return notice || empty || <EmptyGallery />;

  const renderTiles = (images: GalleryImage[], options: { isSquare: boolean; eager: number }) =>
    images.map((image, index) => (
      <GalleryTile
        key={image.view.id}
        image={image}
        isSquare={options.isSquare}
        isEager={index < options.eager}
        isSelected={selected.has(image.view.id)}
        isSelecting={selected.size > 0}
        isTabStop={image.view.id === tabStop}
        handlers={handlers}
      />
    ));
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys are heard here for the tiles, which are links
    <div ref={root} onKeyDown={onKeyDown}>
      {notice}
      {selected.size > 0 && (
        <SelectionBar
          images={order.filter(({ id }) => selected.has(id))}
          album={album}
          onDelete={deleteSelected}
          onClear={clear}
        />
      )}
      {added.length > 0 && (
        <section aria-labelledby="added" className="mb-8">
          <MonthHeading id="added" title="Just added" />
          <ul className={squareGrid}>{renderTiles(added, { isSquare: true, eager: EAGER_TILES })}</ul>
        </section>
      )}
      <div className={months}>
        {groups.map(({ month, images }, index) => (
          <section
            key={month}
            aria-labelledby={`month-${month}`}
            className="max-w-full min-w-32"
            style={{ width: widthOfOneRow(images) }}
          >
            <MonthHeading id={`month-${month}`} title={nameOfMonth(month)} />
            <ul className={justifiedRows}>
              {renderTiles(images, { isSquare: false, eager: index === 0 ? EAGER_TILES : index < 6 ? 2 : 0 })}
            </ul>
          </section>
        ))}
      </div>
      {nextCursor !== undefined && (
        <div ref={end} className="flex flex-col items-center gap-2 py-8">
          {problem && <p className="text-sm text-danger">{problem}</p>}
          <button type="button" className={buttonClass()} disabled={isLoading} onClick={() => void loadMore()}>
            {isLoading && <LoaderCircle className="size-4 animate-spin" aria-hidden="true" />}
            Show more
          </button>
        </div>
      )}
    </div>
  );
}

/** How wide images are side by side in a row of the wanted height; what does not fit the page wraps. */
function widthOfOneRow(images: GalleryImage[]): string {
  const ratios = images.reduce((sum, { ratio }) => sum + ratio, 0);
  // A hair more than the sum, so that rounding does not break the row. The gap before the pseudo-element counts too.
  return `calc(${(ratios + 0.01).toFixed(3)} * var(--row) + ${images.length * TILE_GAP_REM}rem)`;
}

function MonthHeading({ id, title }: { id: string; title: string }) {
  return (
    <h2 id={id} className="mb-2.5 text-sm font-semibold tracking-tight">
      {title}
    </h2>
  );
}

interface Selection {
  selected: ReadonlySet<string>;
  /** Adds or takes away one image, or all from the last one touched to this one. */
  toggle: (id: string, isRange: boolean) => void;
  clear: () => void;
}

function useSelection(order: ImageListItem[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef<string>(undefined);
  // What has left the gallery is no longer selected.
  const selected = useMemo(() => {
    const present = new Set(order.map(({ id }) => id));
    return new Set([...chosen].filter((id) => present.has(id)));
  }, [chosen, order]);

  function toggle(id: string, isRange: boolean): void {
    const from = order.findIndex((view) => view.id === anchor.current);
    const to = order.findIndex((view) => view.id === id);
    const next = new Set(selected);
    if (isRange && from >= 0) {
      for (const view of order.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(view.id);
    } else if (!next.delete(id)) {
      next.add(id);
    }
    anchor.current = id;
    setChosen(next);
  }

  return { selected, toggle, clear: () => setChosen(new Set()) };
}
