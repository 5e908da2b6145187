"use client";

import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { arriveAt, departFrom } from "../../../_components/gallery/tile/photo-transition.ts";

const FADE_MS = 180;

/** Has the photo that is opened fly out of its tile, and that of `tile`, the tile of the one shown last, back to it. */
export function usePhotoTransition(root: RefObject<HTMLElement | null>, tile: string): void {
  const latest = useRef(tile);
  useEffect(() => {
    latest.current = tile;
  });
  useLayoutEffect(() => {
    const viewer = root.current;
    const find = () => viewer?.querySelector<HTMLImageElement>("[data-shown] img");
    if (arriveAt(latest.current, find()?.parentElement)) viewer?.animate([{ opacity: 0 }, { opacity: 1 }], FADE_MS);
    return () => departFrom(latest.current, find());
  }, [root]);
}
