"use client";

import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { useTranslations } from "#app/_messages/messages-provider.tsx";
import { nameOfPeriod } from "./period-name.ts";
import { monthAt, nextIndex } from "./scrubber-steps.ts";
import { HEADER_PX, type TimelineLayout } from "./timeline-layout.ts";
import type { TimelineMonth } from "./timeline-months.ts";

interface TimelineScrubberProps {
  months: readonly TimelineMonth[];
  layout: TimelineLayout;
  /** Pixels of the timeline above the screen. */
  place: number;
  screen: number;
  goTo(place: number): void;
}

/** Years are named where they are at least this part of the bar apart. */
const MIN_YEAR_DISTANCE = 0.035;

/** A bar beside the timeline that leads to any month: by drag, touch and keys. */
export function TimelineScrubber({ months, layout, place, screen, goTo }: TimelineScrubberProps) {
  const t = useTranslations("gallery");
  const bar = useRef<HTMLDivElement>(null);
  const [dragged, setDragged] = useState<number>();
  /** Pixels from the middle of the handle down to where it was taken. */
  const grip = useRef(0);
  const longest = Math.max(1, layout.height - screen);
  const part = dragged ?? Math.min(1, Math.max(0, place / longest));
  const index = monthAt(layout, part * longest + HEADER_PX + 1);
  const month = nameOfPeriod(months[index]?.month ?? "", t.locale);

  /** Takes hold of the handle where it is pressed, which moves nothing; elsewhere the handle comes there. */
  function press(event: PointerEvent): void {
    event.currentTarget.setPointerCapture(event.pointerId);
    const { top = 0, height = 1 } = bar.current?.getBoundingClientRect() ?? {};
    const isOnHandle = event.target instanceof HTMLElement && event.target.dataset.handle !== undefined;
    grip.current = isOnHandle ? event.clientY - (top + part * height) : 0;
    if (isOnHandle) setDragged(part);
    else drag(event);
  }

  function drag(event: PointerEvent): void {
    const { top = 0, height = 1 } = bar.current?.getBoundingClientRect() ?? {};
    const next = Math.min(1, Math.max(0, (event.clientY - grip.current - top) / height));
    setDragged(next);
    goTo(next * longest);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const next = nextIndex(months, layout, index, event.key);
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    goTo(next === months.length ? layout.height : (layout.months[next]?.top ?? 0) - HEADER_PX);
  }

  return (
    <div
      ref={bar}
      role="slider"
      tabIndex={0}
      aria-label={t("month")}
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={months.length - 1}
      aria-valuenow={index}
      aria-valuetext={month}
      data-held={dragged !== undefined || undefined}
      // A finger takes the handle only: under the bar lie photos.
      className="group/scrubber fixed top-[72px] right-0 bottom-34 z-20 w-6 touch-none select-none sm:bottom-4 pointer-coarse:pointer-events-none pointer-coarse:w-11"
      onKeyDown={onKeyDown}
      onPointerDown={press}
      onPointerMove={(event) => dragged !== undefined && drag(event)}
      onPointerUp={() => setDragged(undefined)}
      onPointerCancel={() => setDragged(undefined)}
    >
      {listYears(months, layout).map(({ year, at }) => (
        <span
          key={year}
          aria-hidden="true"
          className="pointer-events-none absolute right-1.5 -translate-y-1/2 rounded bg-page/95 px-1 text-[0.6875rem] text-muted opacity-0 transition-opacity group-hover/scrubber:opacity-100 group-focus-visible/scrubber:opacity-100 group-active/scrubber:opacity-100"
          style={{ top: `${at * 100}%` }}
        >
          {year}
        </span>
      ))}
      <span
        aria-hidden="true"
        data-handle
        className="pointer-events-none absolute right-0 h-1 w-5 -translate-y-1/2 pointer-coarse:pointer-events-auto pointer-coarse:size-11 after:absolute after:inset-0 after:rounded-l after:bg-accent pointer-coarse:after:inset-y-1 pointer-coarse:after:left-auto pointer-coarse:after:w-2"
        style={{ top: `${part * 100}%` }}
      />
      <span
        aria-hidden="true"
        className={`pointer-events-none absolute right-7 -translate-y-1/2 rounded-full border border-line bg-surface px-3 py-1 text-sm font-medium whitespace-nowrap shadow-float transition-opacity ${
          dragged === undefined
            ? "opacity-0 group-hover/scrubber:opacity-100 group-focus-visible/scrubber:opacity-100"
            : ""
        }`}
        style={{ top: `${part * 100}%` }}
      >
        {month}
      </span>
    </div>
  );
}

/** The years with where they begin, as parts of the timeline; some are left out where they would cover each other. */
function listYears(months: readonly TimelineMonth[], { months: placed, height }: TimelineLayout) {
  const years: { year: string; at: number }[] = [];
  let last: string | undefined;
  for (const [index, { month }] of months.entries()) {
    const year = month.slice(0, 4);
    const at = (placed[index]?.top ?? 0) / height;
    const isFree = at - (years.at(-1)?.at ?? -1) >= MIN_YEAR_DISTANCE;
    if (year !== last && isFree) years.push({ year, at });
    last = year;
  }
  return years;
}
