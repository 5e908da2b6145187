"use client";

import { useRouter } from "next/navigation";
import { type RefObject, useEffect, useRef, useState } from "react";
import { askBeforeLeaving } from "#app/_components/ask-before-leaving.ts";
import type { ImageListItem } from "#lib/library/image-list-api.ts";
import type { MoveTarget } from "#lib/library/move-target.ts";
import type { Collection } from "../image-changes.ts";
import { useImageActions } from "../use-image-actions.ts";
import type { TimelineMonth } from "./layout/timeline-months.ts";
import { findStep, listLoaded } from "./list/custom-order.ts";
import type { GalleryStore } from "./list/gallery-store.ts";
import { nextTile } from "./tile/tile-focus.ts";

/** Steps that follow each other so soon are one move. */
const SETTLE_MS = 700;

/** Images that are being dragged, and the tile beside which they would come to stand. */
export interface Drag {
  ids: ReadonlySet<string>;
  beside: { id: string; isBehind: boolean } | undefined;
}

interface MovingProps {
  gallery: GalleryStore;
  /** The album whose own order is shown; nothing is moved in other lists. */
  album: Collection | undefined;
  root: RefObject<HTMLElement | null>;
  months: readonly TimelineMonth[];
  selected: ReadonlyMap<string, ImageListItem>;
}

/** Moves images in the own order of an album: shown at once, then asked of the server, and back where that fails. */
export function useMoving({ gallery, album, root, months, selected }: MovingProps) {
  const router = useRouter();
  const actions = useImageActions();
  const [drag, setShownDrag] = useState<Drag>();
  /** It may end before what was reached last is drawn. */
  const dragNow = useRef<Drag>(undefined);
  const setDrag = (next: Drag | undefined) => {
    dragNow.current = next;
    setShownDrag(next);
  };
  const pending = useRef<{ ids: string[]; to: MoveTarget; timer: ReturnType<typeof setTimeout>; release: () => void }>(
    undefined,
  );
  const sending = useRef(Promise.resolve());
  const followed = useRef<string>(undefined);

  // The tile that a key has moved keeps the focus, and stays on the screen.
  useEffect(() => {
    if (followed.current === undefined || months.length === 0) return;
    root.current?.querySelector<HTMLElement>(`[data-tile="${followed.current}"]`)?.focus();
    followed.current = undefined;
  }, [months, root]);

  const send = (ids: string[], to: MoveTarget, release: () => void) => {
    const images = ids.flatMap((id) => selected.get(id) ?? gallery.find(id) ?? []);
    sending.current = sending.current.then(async () => {
      const isDone = album && (await actions.move(images, album, to, router.refresh));
      gallery.releaseOrder();
      release();
      if (!isDone) router.refresh();
    });
  };

  const flush = () => {
    if (!pending.current) return;
    const { ids, to, timer, release } = pending.current;
    clearTimeout(timer);
    pending.current = undefined;
    send(ids, to, release);
  };
  const latestFlush = useRef(flush);
  useEffect(() => {
    latestFlush.current = flush;
  });
  useEffect(() => {
    const onLeave = () => latestFlush.current();
    window.addEventListener("pagehide", onLeave);
    return () => {
      window.removeEventListener("pagehide", onLeave);
      onLeave();
    };
  }, []);

  /** Shows them there, and has that made so after a moment; steps with the same images until then are one move. */
  const place = (ids: string[], to: MoveTarget, delay: number) => {
    const before = listLoaded(gallery.snapshot().months);
    if (pending.current?.ids.join() !== ids.join()) flush();
    gallery.move(ids, to);
    const isSame = listLoaded(gallery.snapshot().months).join() === before.join();
    if (isSame && typeof to !== "string" && !pending.current) return;
    if (pending.current) clearTimeout(pending.current.timer);
    else gallery.holdOrder();
    // Shown as done, and lost with the tab until the server has it.
    const release = pending.current?.release ?? askBeforeLeaving();
    pending.current = { ids, to, release, timer: setTimeout(() => latestFlush.current(), delay) };
    if (delay === 0) flush();
  };

  const inOrder = (ids: Iterable<string>) => {
    const places = new Map(listLoaded(gallery.snapshot().months).map((id, at) => [id, at]));
    const placeOf = (id: string) => places.get(id) ?? places.size;
    return [...ids].sort((one, other) => placeOf(one) - placeOf(other));
  };

  return {
    drag,
    moveSelected: (to: MoveTarget) => place(inOrder(selected.keys()), to, 0),

    /** Moves what is selected, or else the image of a tile, by an arrow key. */
    step(tile: HTMLElement, key: string): void {
      const id = tile.dataset.tile ?? "";
      const ids = selected.size > 0 ? inOrder(selected.keys()) : [id];
      const tiles = [...(root.current?.querySelectorAll<HTMLElement>("[data-tile]") ?? [])];
      const to = findStep(listLoaded(gallery.snapshot().months), ids, key, nextTile(tiles, tile, key)?.dataset.tile);
      if (to === undefined) return;
      followed.current = id;
      place(ids, to, SETTLE_MS);
    },

    beginDrag: (id: string) => setDrag({ ids: new Set(selected.has(id) ? selected.keys() : [id]), beside: undefined }),
    reach: (id: string, isBehind: boolean) =>
      setDrag(dragNow.current && { ...dragNow.current, beside: { id, isBehind } }),
    endDrag(isCancelled: boolean): void {
      const { ids, beside } = dragNow.current ?? {};
      setDrag(undefined);
      if (isCancelled || !ids || !beside || ids.has(beside.id)) return;
      place(inOrder(ids), beside.isBehind ? { after: beside.id } : { before: beside.id }, 0);
    },
  };
}

export type Moving = ReturnType<typeof useMoving>;

/** What a drag means for a tile. */
export function toDragged(drag: Drag | undefined, id: string): "away" | "before" | "after" | undefined {
  if (drag?.ids.has(id)) return "away";
  return drag?.beside?.id === id ? (drag.beside.isBehind ? "after" : "before") : undefined;
}
