"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";
import { FOLDED, RAIL_COOKIE, tellServer } from "#app/_components/browser-cookies.ts";
import { useIsInteractive } from "#app/_components/use-is-interactive.ts";
import { useTranslations } from "#app/_messages/messages-provider.tsx";

/** From this width the sections are beside the page: `sm` in the style sheet. */
const WIDE = "(min-width: 40rem)";

interface RailFrameProps {
  id: string;
  label: string;
  className: string;
  wasFolded: boolean;
  /** Of the button that folds it, for both of its states. */
  foldIcons: ReactNode;
  /** What is at the end of the rail, above the button that folds it. */
  foot: ReactNode;
  children: ReactNode;
}

/**
 * The rail beside the page: with words where there is room for them, unless it was folded on this device, else icons
 * only. On a phone it is a sheet that the button "More" opens, without scripts too.
 */
export function RailFrame({ id, label, className, wasFolded, foldIcons, foot, children }: RailFrameProps) {
  const t = useTranslations("frame");
  const isInteractive = useIsInteractive();
  const [isFolded, setFolded] = useState(wasFolded);
  const rail = useRef<HTMLElement>(null);

  useEffect(() => {
    const stopping = new AbortController();
    const { signal } = stopping;
    const closeSheet = () => rail.current?.hidePopover?.();
    const onClick = ({ target }: Event) => target instanceof Element && target.closest("a, button") && closeSheet();
    rail.current?.addEventListener("click", onClick, { signal });
    window.matchMedia(WIDE).addEventListener("change", closeSheet, { signal });
    return () => stopping.abort();
  }, []);

  function fold(): void {
    tellServer(RAIL_COOKIE, isFolded ? "wide" : FOLDED);
    setFolded(!isFolded);
  }

  const foldLabel = t(isFolded ? "unfoldRail" : "foldRail");
  return (
    <nav
      ref={rail}
      id={id}
      aria-label={label}
      popover="auto"
      data-folded={isFolded || undefined}
      className={`group/rail ${className}`}
    >
      {children}
      {/* From the foot, where all of it would move as it comes: it is shown as a whole. */}
      <div className="not-has-[[data-whole]]:invisible max-sm:mt-3 sm:mt-auto sm:pt-4">
        {foot}
        <button
          type="button"
          disabled={!isInteractive}
          onClick={fold}
          title={foldLabel}
          className="mx-3 mt-2 hidden h-10 w-10 items-center gap-3 rounded-lg px-2.5 text-sm font-medium text-muted transition-colors touch-target hover:bg-raised hover:text-ink xl:flex xl:group-not-data-folded/rail:w-auto"
        >
          {foldIcons}
          <span className="truncate group-data-folded/rail:sr-only">{foldLabel}</span>
        </button>
        <span data-whole="" hidden />
      </div>
    </nav>
  );
}
