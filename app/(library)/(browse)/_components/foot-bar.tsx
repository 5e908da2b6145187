"use client";

import { type ReactNode, useEffect, useState } from "react";

/** Fewer pixels are the tremble of a finger. */
const MIN_PX = 8;
/** So near to its beginning a page has its bar, whatever way it is scrolled. */
const BEGINNING_PX = 64;

/**
 * The bar along the foot of a phone's screen, away while one scrolls down, and back on the way up or with the focus.
 */
export function FootBar({ className, children }: { className: string; children: ReactNode }) {
  const [isAway, setAway] = useState(false);
  useEffect(() => {
    let last = window.scrollY;
    const onScroll = () => {
      const { scrollY } = window;
      if (Math.abs(scrollY - last) < MIN_PX) return;
      setAway(scrollY > last && scrollY > BEGINNING_PX);
      last = scrollY;
    };
    window.addEventListener("scroll", onScroll, { passive: true });
    return () => window.removeEventListener("scroll", onScroll);
  }, []);
  return (
    <div data-away={isAway || undefined} className={className}>
      {children}
    </div>
  );
}
