"use client";

import { type RefObject, useRef, useState } from "react";
import { DETAILS_COOKIE, HIDDEN, tellServer } from "#app/_components/browser-cookies.ts";

/** From this width on what is known of a photo stands beside it; below, under it. */
const WIDE = "(min-width: 64rem)";

/** Whether what is known of a photo stands beside it, as it did last on this device; where there is no room, `toggle` goes there and back. */
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
