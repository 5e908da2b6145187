"use client";

import { useEffect, useState } from "react";
import { callApi } from "#app/_components/call-api.ts";
import type { MapView } from "#lib/library/map-api.ts";
import { toBox, type Viewport } from "../../../_components/map/viewport.ts";

/** The map is asked about when it has come to rest. */
const PAUSE_MS = 120;
const READING_MS = 2_000;

/** The clusters of what is on the screen; those of before until they come. */
export function useClusters(viewport: Viewport, first: MapView): { clusters: MapView["clusters"]; isReading: boolean } {
  const [{ clusters, isComplete }, setMap] = useState(first);
  const [asked, ask] = useState(0);
  const isMeasured = viewport.width > 0;
  const query = `box=${toBox(viewport).join(",")}&zoom=${Math.round(viewport.zoom)}`;
  useEffect(() => {
    if (!isMeasured) return;
    const abort = new AbortController();
    const timer = setTimeout(
      () => {
        callApi<MapView>(`/api/map?${query}`, { signal: abort.signal }).then(setMap, () => {
          // Those of before stay; the next move asks again.
        });
      },
      asked === 0 ? PAUSE_MS : 0,
    );
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [isMeasured, query, asked]);
  useEffect(() => {
    if (isComplete) return;
    const timer = setInterval(() => ask((times) => times + 1), READING_MS);
    return () => clearInterval(timer);
  }, [isComplete]);
  return { clusters, isReading: !isComplete };
}
