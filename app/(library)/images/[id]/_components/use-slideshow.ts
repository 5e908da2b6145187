"use client";

import { useEffect, useEffectEvent, useState } from "react";
import { isAnythingBeingDone } from "../../../_components/is-key-taken.ts";

const SLIDE_MS = 4_000;

/**
 * Goes on by itself until it comes to the end, with as much time for each photo, however one came to it; waits while
 * something is written or asked.
 */
export function useSlideshow(
  shownId: string,
  step: (by: 1) => boolean,
): {
  isPlaying: boolean;
  toggle: () => void;
  stop: () => void;
} {
  const [isPlaying, setPlaying] = useState(false);
  const goOn = useEffectEvent(() => {
    if (!isAnythingBeingDone() && !step(1)) setPlaying(false);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another photo has its time from the beginning
  useEffect(() => {
    if (!isPlaying) return;
    const timer = setInterval(() => goOn(), SLIDE_MS);
    return () => clearInterval(timer);
  }, [isPlaying, shownId]);
  return { isPlaying, toggle: () => setPlaying(!isPlaying), stop: () => setPlaying(false) };
}
