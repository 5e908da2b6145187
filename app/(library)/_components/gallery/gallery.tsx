"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { TIME_ZONE_COOKIE, tellServer } from "#app/_components/browser-cookies.ts";
import { callApi, toErrorMessage } from "#app/_components/call-api.ts";
import { formatCount } from "#app/_components/format-count.ts";
import { isModifiedClick } from "#app/_components/is-modified-click.ts";
import { toast } from "#app/_components/toast.ts";
import { browserTranslations, useTranslations } from "#app/_messages/messages-provider.tsx";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import type { WholeList } from "../bulk-changes.ts";
import { countDaysLeft } from "../days-left.ts";
import type { WordedChange } from "../image-changes.ts";
import { useLibrary } from "../library-context.ts";
import { useImageActions } from "../use-image-actions.ts";
import { EmptyGallery } from "./empty-gallery.tsx";
import { FailedStrip } from "./failed-strip.tsx";
import { JumpToMonth } from "./layout/jump-to-month.tsx";
import { startPinchDensity } from "./layout/pinch-density.ts";
import { createChunkLoader } from "./list/chunk-loader.ts";
import type { GalleryImage } from "./list/gallery-image.ts";
import type { RenderedList } from "./list/rendered-list.ts";
import { startTimelinePoll } from "./list/timeline-poll.ts";
import { useMonths } from "./list/use-months.ts";
import { nameCount, toggleInWholeList, toParameters, toWholeList } from "./list/whole-list.ts";
import { ReadingNotice } from "./reading-notice.tsx";
import { SelectionBar, TrashBar, WholeSelectionBar } from "./selection/lazy-bars.tsx";
import { useSelection } from "./selection/use-selection.ts";
import { GalleryTile, type TileHandlers, toTileAddress } from "./tile/gallery-tile.tsx";
import { dayOf, sortOf } from "./tile/image-time.ts";
import { OpenPhoto } from "./tile/open-photo.tsx";
import { departFrom } from "./tile/photo-transition.ts";
import { focusBeyond } from "./tile/tile-focus.ts";
import { toTileHtml } from "./tile/tile-html.ts";
import { useFocusAfterSelecting } from "./tile/use-kept-focus.ts";
import { useTileDrags } from "./tile/use-tile-drags.ts";
import { type TilePlace, Timeline, type TimelineHandle } from "./timeline.tsx";
import { useGalleryKeys } from "./use-gallery-keys.ts";
import { toDragged, useMoving } from "./use-moving.ts";

/** Of the tiles that the server sends, those that a screen usually shows. */
const EARLY_TILES = 24;

export interface GalleryProps {
  list: RenderedList;
  /** What the list is filtered by, as the API takes it; the timeline by nothing. */
  filters?: string;
  /** Shown when the list is empty. */
  empty?: ReactNode;
  /** The album that it shows. */
  album?: { id: string; name: string };
  /** Of the trash: the days that photos stay in it, which tiles then count. */
  trashDays?: number;
}

export function Gallery({ list, filters = "", empty, album, trashDays }: GalleryProps) {
  const { gallery, lists } = useLibrary();
  const actions = useImageActions({ ofStacks: true });
  const root = useRef<HTMLDivElement>(null);
  const timeline = useRef<TimelineHandle>(null);
  const { months, failed, moved, tileOf } = useMonths(gallery, list);
  const [loader] = useState(() => createChunkLoader(gallery, filters));
  useEffect(() => startTimelinePoll(gallery, filters), [gallery, filters]);
  useEffect(() => tellServer(TIME_ZONE_COOKIE, Intl.DateTimeFormat().resolvedOptions().timeZone), []);

  const [lateIds] = useState(() => new Set(list.chunk.ids.slice(EARLY_TILES)));
  const [focused, setFocused] = useState<string>();
  const [isJumping, setJumping] = useState(false);
  const selection = useSelection(gallery, filters);
  const { selected } = selection;
  const sort = sortOf(filters);
  const isOwnOrder = sort === "position";
  /** All of the list are selected, or those of one of its months ("2024-05") or days ("2024-05-18"). */
  const moving = useMoving({ gallery, album: isOwnOrder ? album : undefined, root, months, selected });
  const [whole, setWhole] = useState<{ period: string | undefined; list: WholeList }>();
  const isSelecting = whole !== undefined || selected.size > 0;
  useFocusAfterSelecting(root, isSelecting);
  const router = useRouter();
  const t = useTranslations("gallery");
  const isTrash = new URLSearchParams(filters).get("trashed") === "true";
  const total = months.reduce((sum, { count }) => sum + count, 0);
  const sayCount = () => {
    const photos = [...selected.values()].reduce((sum, { stackSize = 1 }) => sum + stackSize, 0);
    const count = whole ? nameCount(whole.list, t) : photos;
    return `${typeof count === "number" ? formatCount(count, t.locale) : count} ${t("selected")}`;
  };
  const selectAll = (count: number, period?: string) => {
    selection.clear();
    setWhole({ period, list: toWholeList(filters, count, period) });
  };
  const selectPeriod = async (period: string) => {
    try {
      const { query } = toWholeList(filters, 0, period);
      const counted = await callApi<{ total: number }>(`/api/timeline?${toParameters(query)}`);
      selectAll(counted.total, period);
    } catch (error) {
      toast.error(browserTranslations("gallery")("selectFailed"), { description: toErrorMessage(error) });
    }
  };
  const readAgain = () => {
    lists.forgetHidden();
    router.refresh();
  };
  const changeWhole = (change: WordedChange) => {
    setWhole(undefined);
    if (whole) void actions.changeWhole(whole.list, change, readAgain);
  };
  const trashWhole = () => {
    if (!whole) return;
    if (!isTrash) {
      setWhole(undefined);
      void actions.trashWhole(whole.list, readAgain);
    } else {
      void actions.deleteWholePermanently(whole.list, () => {
        setWhole(undefined);
        router.refresh();
      });
    }
  };
  const deletedAfter = ({ trashedAt }: ImageListItem) =>
    trashDays !== undefined && trashedAt !== undefined
      ? countDaysLeft(trashedAt, trashDays, list.renderedAt)
      : undefined;
  const toDrawn = (image: GalleryImage, place: TilePlace) => ({
    image,
    isLate: lateIds.has(image.view.id),
    ...place,
    filters,
    deletedAfter: deletedAfter(image.view),
  });
  const isOfWhole = (view: ImageListItem) => whole !== undefined && dayOf(view).startsWith(whole.period ?? "");
  const isSelected = (view: ImageListItem) =>
    whole ? isOfWhole(view) && !whole.list.except?.includes(view.id) : selected.has(view.id);
  const clear = (changed?: readonly ImageListItem[]) => {
    if (!changed) setWhole(undefined);
    selection.clear(changed);
  };
  const touch = (how: "toggle" | "begin" | "extend", id: string) => {
    const view = gallery.find(id);
    if (whole && view && isOfWhole(view)) {
      // One that is touched is left out of all, or comes back; a stretch of tiles is selected already.
      const list = how === "toggle" ? toggleInWholeList(whole.list, id) : whole.list;
      return setWhole(list.count > 0 ? { ...whole, list } : undefined);
    }
    setWhole(undefined);
    selection[how](id);
  };

  /** Deletes images, permanently when they are in the trash, and focuses the tile that follows. */
  async function trash(images: ImageListItem[]): Promise<boolean> {
    const focusNext = focusBeyond(root.current, new Set(images.map(({ id }) => id)));
    if (isTrash) {
      const isDone = await actions.deletePermanently(images);
      if (isDone) focusNext();
      return isDone;
    }
    // They go before the server has answered, and the next may be deleted meanwhile.
    const isTrashed = actions.trash(images);
    focusNext();
    return isTrashed;
  }

  async function deleteSelected(): Promise<void> {
    if (whole) return trashWhole();
    const images = [...selected.values()];
    if (await trash(images)) selection.clear(images);
  }

  // Tiles are told apart by their props alone, so their handlers must stay the same while state changes.
  const latest = useRef({ touch, actions, trash, isSelecting });
  useLayoutEffect(() => {
    latest.current = { touch, actions, trash, isSelecting };
  });
  const openPhoto = useRef<(address: string) => void>(undefined);
  const [handlers] = useState<TileHandlers>(() => ({
    onFocus: setFocused,
    onPress(id, event) {
      if (latest.current.isSelecting || event.shiftKey) {
        event.preventDefault();
        latest.current.touch(event.shiftKey ? "extend" : "toggle", id);
      } else if (openPhoto.current && !isModifiedClick(event)) {
        event.preventDefault();
        departFrom(id, event.currentTarget.querySelector("img"));
        openPhoto.current(toTileAddress(id, filters));
      }
    },
    onSelect: (id, isRange) => latest.current.touch(isRange ? "extend" : "toggle", id),
    onImageError: gallery.markImageBroken,
    onRetry: (id) => void latest.current.actions.retry(id),
    onDelete: (id) => {
      const image = gallery.find(id);
      if (image) void latest.current.trash([image]);
    },
  }));

  const isEmpty = months.length === 0;
  useTileDrags(root, { isEmpty, canMove: isOwnOrder && !whole, selected, moving, touch });
  useEffect(() => (isEmpty || !root.current ? undefined : startPinchDensity(root.current)), [isEmpty]);
  useGalleryKeys(root, {
    isSelecting,
    clear,
    selectAll: () => selectAll(total),
    deleteSelected: () => void deleteSelected(),
    deleteOne: handlers.onDelete,
    touch,
    goToEnd: (end) => timeline.current?.goToEnd(end),
    // All of them have no other place; the keys still must not lead away from the page.
    move: isOwnOrder ? (tile, key) => void (whole || moving.step(tile, key)) : undefined,
  });

  const notice = list.itemsRead !== undefined && <ReadingNotice itemsRead={list.itemsRead} />;
  if (isEmpty) {
    return (
      <>
        <FailedStrip count={failed} isSelecting={isSelecting} />
        {notice || empty || <EmptyGallery />}
      </>
    );
  }
  return (
    <div ref={root} data-selecting={isSelecting || undefined}>
      {/* Stands in the page before anything is selected, so that screen readers notice what changes in it. */}
      <p role="status" className="sr-only">
        {isSelecting ? sayCount() : ""}
      </p>
      <OpenPhoto handle={openPhoto} />
      {notice}
      <FailedStrip count={failed} isSelecting={isSelecting} />
      {isTrash && (whole || selected.size > 0) && (
        <TrashBar
          images={[...selected.values()]}
          whole={whole?.list}
          total={total}
          onSelectAll={() => selectAll(total)}
          onChangeWhole={changeWhole}
          onDelete={deleteSelected}
          onClear={clear}
        />
      )}
      {!isTrash && whole && (
        <WholeSelectionBar list={whole.list} album={album} onChange={changeWhole} onClear={clear} />
      )}
      {!isTrash && !whole && selected.size > 0 && (
        <SelectionBar
          images={[...selected.values()]}
          album={album}
          total={total}
          onSelectAll={() => selectAll(total)}
          onSelectPeriod={(period) => void selectPeriod(period)}
          onMove={isOwnOrder ? moving.moveSelected : undefined}
          onDelete={deleteSelected}
          onClear={clear}
        />
      )}
      <Timeline
        months={months}
        moved={moved}
        gallery={gallery}
        loader={loader}
        sort={sort}
        tileOf={tileOf}
        firstWidth={list.width}
        firstDensity={list.density}
        firstMonth={list.firstMonth}
        handle={timeline}
        focused={focused}
        onSelectMonth={sort === "taken" ? ({ month, count }) => selectAll(count, month) : undefined}
        renderTile={(image, place) => (
          <GalleryTile
            key={image.view.id}
            {...toDrawn(image, place)}
            isSelected={isSelected(image.view)}
            handlers={handlers}
            dragged={toDragged(moving.drag, image.view.id)}
          />
        )}
        toTileHtml={typeof window === "undefined" ? (image, place) => toTileHtml(toDrawn(image, place), t) : undefined}
        onJump={() => setJumping(true)}
      />
      <p className="mt-4 text-center text-sm text-muted">{t("end", { count: total })}</p>
      {!isOwnOrder && (
        <JumpToMonth
          months={months}
          isOpen={isJumping}
          setOpen={setJumping}
          goTo={(month) => timeline.current?.goToMonth(month)}
        />
      )}
    </div>
  );
}
