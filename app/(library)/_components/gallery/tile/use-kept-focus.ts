"use client";

import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import type { GalleryStore } from "../list/gallery-store.ts";

/**
 * Keeps the focus on a tile whose element React recreates, as it does when its row gets another first image; from one
 * that this tab took out of view it goes to the tile that the Tab key would reach.
 */
export function useKeptFocus(element: RefObject<HTMLElement | null>, gallery: GalleryStore): void {
  const focused = useRef<HTMLElement>(undefined);
  useEffect(() => {
    const onFocus = ({ target }: FocusEvent) => {
      focused.current = target instanceof HTMLElement && target.dataset.tile !== undefined ? target : undefined;
    };
    document.addEventListener("focusin", onFocus);
    return () => document.removeEventListener("focusin", onFocus);
  }, []);
  useLayoutEffect(() => {
    const tile = focused.current;
    if (!tile || tile.isConnected || document.activeElement !== document.body) return;
    const id = tile.dataset.tile ?? "";
    const selector = gallery.isHidden(id) ? TAB_STOP : `[data-tile="${id}"]`;
    element.current?.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
  });
}

const TAB_STOP = '[data-tile][tabindex="0"]';

/** Once nothing is selected any more, the focus that was in the bar of the selection goes to the tiles. */
export function useFocusAfterSelecting(root: RefObject<HTMLElement | null>, isSelecting: boolean): void {
  const wasSelecting = useRef(isSelecting);
  useLayoutEffect(() => {
    const hasEnded = wasSelecting.current && !isSelecting;
    wasSelecting.current = isSelecting;
    const active = document.activeElement;
    if (!hasEnded || (active !== document.body && !active?.closest("[role=toolbar]"))) return;
    root.current?.querySelector<HTMLElement>(TAB_STOP)?.focus({ preventScroll: true });
  }, [root, isSelecting]);
}
