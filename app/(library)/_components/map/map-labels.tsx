"use client";

import { useEffect, useState } from "react";
import { callApi } from "#app/_components/call-api.ts";
import type { FoundPlaceView } from "#lib/places/place-api.ts";
import { toBox, toScreen, type Viewport } from "./viewport.ts";

/** Farther away, outlines say enough. */
const FROM_ZOOM = 4;
const PAUSE_MS = 200;
/** Pixels between names. */
const ACROSS = 120;
const DOWN = 28;

/** Names of the largest cities on the screen, as far as there is room for them. */
export function MapLabels({ viewport }: { viewport: Viewport }) {
  const [places, setPlaces] = useState<FoundPlaceView[]>([]);
  const isNear = viewport.width > 0 && viewport.zoom >= FROM_ZOOM;
  const box = toBox(viewport).join(",");
  useEffect(() => {
    if (!isNear) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      callApi<{ places: FoundPlaceView[] }>(`/api/places?box=${box}`, { signal: abort.signal }).then(
        (answer) => setPlaces(answer.places),
        // A map without names is a map.
        () => {},
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [isNear, box]);
  if (!isNear) return null;
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute inset-0 overflow-hidden text-xs text-muted select-none"
    >
      {arrange(viewport, places).map(({ place, left, top }) => (
        <span
          key={`${place.city} ${place.latitude}`}
          className="absolute flex items-center gap-1 whitespace-nowrap"
          style={{ transform: `translate(${left - 3}px, ${top}px) translateY(-50%)` }}
        >
          <span className="size-1.5 rounded-full bg-muted" />
          {place.city}
        </span>
      ))}
    </div>
  );
}

/** Those that do not stand on a larger one's name. */
function arrange(viewport: Viewport, places: FoundPlaceView[]) {
  const arranged: { place: FoundPlaceView; left: number; top: number }[] = [];
  for (const place of places) {
    const { left, top } = toScreen(viewport, place);
    const isFree = arranged.every((one) => Math.abs(one.left - left) > ACROSS || Math.abs(one.top - top) > DOWN);
    if (isFree) arranged.push({ place, left, top });
  }
  return arranged;
}
