"use client";

import { useState } from "react";
import { useIsServerRendered } from "#app/_components/use-is-server-rendered.ts";
import { findWindow } from "./timeline-anchor.ts";
import type { TimelineLayout } from "./timeline-layout.ts";
import type { TimelineMonth } from "./timeline-months.ts";

/** So much higher than its screen a browser may draw rows that were broken for a narrower one. */
const MARGIN = 1.3;

/**
 * The rows of the server's page, by their first images, that scripts take over at once: those on the screen. What is
 * further down stays as it is until the timeline has been measured, and is drawn when the browser has time. Undefined:
 * all of them, on the server, and where the page was scrolled before its scripts came, or a tile has the focus.
 */
export function useFirstRows(
  months: readonly TimelineMonth[],
  layout: TimelineLayout,
): ReadonlySet<string | undefined> | undefined {
  const isOfServer = useIsServerRendered();
  const [rows] = useState(() => {
    if (typeof window === "undefined" || (isOfServer && isInUse())) return undefined;
    const first = months.findIndex(({ blocks }) => blocks.some(({ ids }) => ids));
    const top = layout.months[first]?.top ?? 0;
    const onScreen = findWindow(months, layout, top, top + MARGIN * window.innerHeight);
    return new Set(onScreen.months.flatMap((month) => month.rows.map(({ ids, row }) => ids[row.start])));
  });
  return rows;
}

function isInUse(): boolean {
  return window.scrollY > 0 || document.activeElement?.closest(".tile") != null;
}
