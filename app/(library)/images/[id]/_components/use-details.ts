"use client";

import { type RefObject, useRef, useState } from "react";
import { DETAILS_COOKIE, HIDDEN, tellServer } from "#app/_components/browser-cookies.ts";

/** From this width on the details are beside the photo, below it otherwise. */
const WIDE = "(min-width: 64rem)";

/**
 * Whether the details are shown beside the photo, remembered on this device. On narrow screens `toggle` scrolls to them
 * and back.
 */
export function useDetails(wereShown: boolean): {
  areShown: boolean;
  toggle: () => void;
  element: RefObject<HTMLDivElement | null>;
} {
  const [areShown, setShown] = useState(wereShown);
  const element = useRef<HTMLDivElement>(null);
  function toggle(): void {
    if (window.matchMedia(WIDE).matches) {
      tellServer(DETAILS_COOKIE, areShown ? HIDDEN : "shown");
      setShown(!areShown);
      return;
    }
    const isFarUp = window.scrollY < window.innerHeight / 4;
    if (isFarUp) element.current?.scrollIntoView();
    else window.scrollTo({ top: 0 });
  }
  return { areShown, toggle, element };
}
