"use client";

import { type RefObject, useLayoutEffect, useMemo, useState } from "react";
import { TIMELINE_WIDTH_COOKIE, tellServer } from "#app/_components/browser-cookies.ts";
import type { Density } from "./density.ts";
import { type LayoutSettings, toSettings } from "./timeline-layout.ts";

/** A width that differs by less from the one that the server broke the rows for keeps those rows, scaled. */
const MAX_SCALING = 0.25;

/** The settings for the width that the timeline has; those of the server until it has been measured. */
export function useLayoutSettings(
  element: RefObject<HTMLDivElement | null>,
  firstWidth: number,
  density: Density,
): LayoutSettings & { isMeasured: boolean } {
  const [measured, setMeasured] = useState({ width: firstWidth, breakWidth: firstWidth, isMeasured: false });
  useLayoutEffect(() => {
    const measurable = element.current;
    if (!measurable) return;
    let isFirst = true;
    const measure = () => {
      const width = measurable.clientWidth;
      if (width === 0) return;
      const isNear = isFirst && Math.abs(width / firstWidth - 1) < MAX_SCALING;
      setMeasured((old) =>
        old.isMeasured && old.width === width
          ? old
          : { width, breakWidth: isNear ? firstWidth : width, isMeasured: true },
      );
      isFirst = false;
      tellServer(TIMELINE_WIDTH_COOKIE, String(Math.round(width)));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(measurable);
    return () => observer.disconnect();
  }, [element, firstWidth]);
  return useMemo(() => {
    const { width, breakWidth, isMeasured } = measured;
    return { ...toSettings(width, breakWidth, density), isMeasured };
  }, [measured, density]);
}
