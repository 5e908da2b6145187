"use client";

import { type RefObject, startTransition, useLayoutEffect, useMemo, useRef, useState } from "react";
import { TIMELINE_WIDTH_COOKIE, tellServer } from "#app/_components/browser-cookies.ts";
import { useIsServerRendered } from "#app/_components/use-is-server-rendered.ts";
import type { Density } from "./density.ts";
import { type LayoutSettings, toSettings } from "./timeline-layout.ts";

/** A width that differs by less from the one that the server broke the rows for keeps those rows, scaled. */
const MAX_SCALING = 0.25;

/**
 * The settings for the width that the timeline has; those of the server until it has been measured. `keepsFirst`:
 * whether the server's rows stay; where they were broken for quite another width, what is drawn in their place is
 * something else.
 */
export function useLayoutSettings(
  element: RefObject<HTMLDivElement | null>,
  firstWidth: number,
  density: Density,
): LayoutSettings & { isMeasured: boolean; keepsFirst: boolean } {
  const first = { width: firstWidth, breakWidth: firstWidth, isMeasured: false, keepsFirst: true };
  const [measured, setMeasured] = useState(first);
  const last = useRef(first);
  const isOfServer = useIsServerRendered();
  useLayoutEffect(() => {
    const measurable = element.current;
    if (!measurable) return;
    let isFirst = true;
    const measure = () => {
      const width = measurable.clientWidth;
      const { current: old } = last;
      if (width === 0 || (old.isMeasured && old.width === width)) return;
      const isNear = isFirst && Math.abs(width / firstWidth - 1) < MAX_SCALING;
      isFirst = false;
      const keepsFirst = old.isMeasured ? old.keepsFirst : isNear;
      const next = { width, breakWidth: isNear ? firstWidth : width, isMeasured: true, keepsFirst };
      last.current = next;
      // What the server drew can be looked at as it is: drawing the rest leaves the browser time for what is pressed.
      if (isOfServer && !old.isMeasured) startTransition(() => setMeasured(next));
      else setMeasured(next);
      tellServer(TIMELINE_WIDTH_COOKIE, String(Math.round(width)));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(measurable);
    return () => observer.disconnect();
  }, [element, firstWidth, isOfServer]);
  return useMemo(() => {
    const { width, breakWidth, isMeasured, keepsFirst } = measured;
    return { ...toSettings(width, breakWidth, density), isMeasured, keepsFirst };
  }, [measured, density]);
}
