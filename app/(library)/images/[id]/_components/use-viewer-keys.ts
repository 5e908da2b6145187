"use client";

import { useEffect, useEffectEvent, useState } from "react";
import { isKeyTaken } from "../../../_components/is-key-taken.ts";

const SLIDE_MS = 4_000;

/** Calls what a key stands for, unless somebody types or a dialog is open. Only arrows repeat while they are held. */
export function useViewerKeys(actions: Record<string, () => void>): void {
  const act = useEffectEvent((key: string) => {
    const action = actions[key];
    action?.();
    return action !== undefined;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (isKeyTaken(event)) return;
      if (event.repeat && !event.key.startsWith("Arrow")) return;
      if (act(event.key)) event.preventDefault();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}

/** Each page that arrives brings a viewer of its own; it reads this before the one that it replaces has ended. */
let isSlideshowOn = false;

/** Goes on by itself until it comes to the end. */
export function useSlideshow(step: (by: 1) => boolean): { isPlaying: boolean; toggle: () => void } {
  const [isPlaying, setPlaying] = useState(() => isSlideshowOn);
  const goOn = useEffectEvent(() => {
    if (!step(1)) setPlaying(false);
  });
  useEffect(() => {
    if (!isPlaying) return;
    isSlideshowOn = true;
    const timer = setInterval(() => goOn(), SLIDE_MS);
    return () => {
      isSlideshowOn = false;
      clearInterval(timer);
    };
  }, [isPlaying]);
  return { isPlaying, toggle: () => setPlaying(!isPlaying) };
}

/** Where a browser does not allow it, nothing happens. */
export function toggleFullScreen(): void {
  const changed = document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen?.();
  changed?.catch(() => {});
}
