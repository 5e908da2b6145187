"use client";

import { type RefObject, useEffect } from "react";

/** A picture that is drawn larger than its pixels by more than this looks soft. */
const SOFT_FROM = 1.3;
/** A picture that one only leafs past stays as it is. */
const LOOK_MS = 600;

interface SharpeningParts {
  /** Whether it is the picture that is looked at, and there. */
  isWanted: boolean;
  /** Pixels across of what is drawn. */
  drawnWidth: number;
  /** Pixels across that there are at most. */
  mostWidth: number;
  /** Fetches the larger picture; called again it does nothing. */
  onNeeded: () => void;
}

/**
 * Asks for a larger picture where the screen has more pixels for it than are drawn, after it has been looked at for a
 * while.
 */
export function useSharpening(
  picture: RefObject<HTMLImageElement | null>,
  { isWanted, drawnWidth, mostWidth, onNeeded }: SharpeningParts,
): void {
  useEffect(() => {
    const element = picture.current;
    if (!isWanted || !element || isDataPrecious()) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    // Full screen and hidden details leave more room.
    const observer = new ResizeObserver(() => {
      clearTimeout(timer);
      const width = Math.min(element.clientWidth * window.devicePixelRatio, mostWidth);
      if (width > drawnWidth * SOFT_FROM) timer = setTimeout(onNeeded, LOOK_MS);
    });
    observer.observe(element);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
    };
  }, [picture, isWanted, drawnWidth, mostWidth, onNeeded]);
}

/** Whether the device asks to save data, or its network is slow: https://wicg.github.io/netinfo/ */
function isDataPrecious(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean; effectiveType?: string } };
  return connection?.saveData === true || (connection?.effectiveType ?? "4g") !== "4g";
}
