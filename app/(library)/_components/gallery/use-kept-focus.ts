"use client";

import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

/** Keeps the focus on a tile whose element React recreates, as it does when its row gets another first image. */
export function useKeptFocus(element: RefObject<HTMLElement | null>): void {
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
    element.current?.querySelector<HTMLElement>(`[data-tile="${tile.dataset.tile}"]`)?.focus({ preventScroll: true });
  });
}
