"use client";

import { type RefObject, useEffect, useRef, useState } from "react";
import { DETAILS_COOKIE, HIDDEN, tellServer } from "#app/_components/browser-cookies.ts";

/** From this width on the details are beside the photo, on narrower screens a sheet over its foot. */
export const WIDE = "(min-width: 64rem)";

export interface Details {
  /** Whether they are shown beside the photo. */
  areShown: boolean;
  isSheetOpen: boolean;
  toggle: () => void;
  /** Returns whether the sheet was open. */
  closeSheet: () => boolean;
  element: RefObject<HTMLDivElement | null>;
}

/**
 * Whether the details are shown. The panel beside the photo stays as it was last left on this device; the sheet starts
 * closed, takes the focus when it opens, and gives it back when it closes.
 */
export function useDetails(wereShown: boolean): Details {
  const [areShown, setShown] = useState(wereShown);
  const [isSheetOpen, setSheetOpen] = useState(false);
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isSheetOpen) return;
    const opener = document.activeElement;
    element.current?.focus({ preventScroll: true });
    return () => {
      if (opener instanceof HTMLElement) opener.focus({ preventScroll: true });
    };
  }, [isSheetOpen]);

  function toggle(): void {
    if (window.matchMedia(WIDE).matches) {
      tellServer(DETAILS_COOKIE, areShown ? HIDDEN : "shown");
      setShown(!areShown);
    } else setSheetOpen(!isSheetOpen);
  }

  function closeSheet(): boolean {
    if (!isSheetOpen || window.matchMedia(WIDE).matches) return false;
    setSheetOpen(false);
    return true;
  }

  return { areShown, isSheetOpen, toggle, closeSheet, element };
}
