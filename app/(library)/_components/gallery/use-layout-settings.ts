"use client";

import { type RefObject, useLayoutEffect, useState } from "react";
import { TIMELINE_WIDTH_COOKIE, tellServer } from "#app/_components/browser-cookies.ts";
import { type LayoutSettings, toSettings } from "./timeline-layout.ts";

/** A width that differs by less from the one that the server broke the rows for keeps those rows, scaled. */
const MAX_SCALING = 0.25;

/** The settings for the width that the timeline has; those of the server until it has been measured. */
export function useLayoutSettings(element: RefObject<HTMLDivElement | null>, firstWidth: number) {
  const [settings, setSettings] = useState<LayoutSettings & { isMeasured: boolean }>(() => ({
    ...toSettings(firstWidth),
    isMeasured: false,
  }));
  useLayoutEffect(() => {
    const measured = element.current;
    if (!measured) return;
    let isFirst = true;
    const measure = () => {
      const width = measured.clientWidth;
      if (width === 0) return;
      const isNear = isFirst && Math.abs(width / firstWidth - 1) < MAX_SCALING;
      setSettings((old) =>
        old.isMeasured && old.width === width
          ? old
          : { ...toSettings(width, isNear ? firstWidth : width), isMeasured: true },
      );
      isFirst = false;
      tellServer(TIMELINE_WIDTH_COOKIE, String(Math.round(width)));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(measured);
    return () => observer.disconnect();
  }, [element, firstWidth]);
  return settings;
}
