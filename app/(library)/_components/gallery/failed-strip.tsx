"use client";

import { CircleAlert } from "lucide-react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { buttonClass } from "#app/_components/button-class.ts";
import { Link } from "#app/_components/link.tsx";
import { useTranslations } from "#app/_messages/messages-provider.tsx";

/** With the room below it. */
const HEIGHT_PX = 64;

interface FailedStripProps {
  count: number | undefined;
  /** Whether photos are being selected. */
  isSelecting: boolean;
}

/**
 * Shows above the photos how many files could not be read, with a link to them. It comes and goes when that moves no
 * photo under a hand: further down nothing moves, and at the top it waits until nothing is selected or pointed at.
 */
export function FailedStrip({ count = 0, isSelecting }: FailedStripProps) {
  const t = useTranslations("gallery");
  const isWanted = count > 0;
  const [isShown, setShown] = useState(isWanted);
  const lastCount = useRef(count);
  if (isWanted) lastCount.current = count;

  useEffect(() => {
    if (isWanted === isShown) return;
    const show = () => {
      if (window.scrollY > HEIGHT_PX || !(isSelecting || isPointedAt())) setShown(isWanted);
    };
    show();
    const stopping = new AbortController();
    for (const moved of ["pointermove", "scroll"]) {
      window.addEventListener(moved, show, { passive: true, signal: stopping.signal });
    }
    return () => stopping.abort();
  }, [isWanted, isShown, isSelecting]);

  const wasShown = useRef(isShown);
  // Keeps the scroll position steady when the strip appears or disappears above it.
  useLayoutEffect(() => {
    if (wasShown.current === isShown) return;
    wasShown.current = isShown;
    if (window.scrollY > HEIGHT_PX) window.scrollBy(0, isShown ? HEIGHT_PX : -HEIGHT_PX);
  }, [isShown]);
  if (!isShown) return null;
  return (
    <p className="mb-4 flex h-12 items-center gap-3 rounded-xl bg-danger-soft pr-1.5 pl-4 text-sm">
      <CircleAlert className="size-4.5 shrink-0 text-danger" aria-hidden="true" />
      <span className="tabular min-w-0 flex-1 truncate">{t("failedStrip", { count: lastCount.current })}</span>
      <Link href="/failed" className={buttonClass("quiet", "small")}>
        {t("reviewFailed")}
      </Link>
    </p>
  );
}

function isPointedAt(): boolean {
  return document.querySelector(":has(> [data-tile]):hover") !== null;
}
