"use client";

import { MapPin } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Link } from "#app/_components/link.tsx";
import { MapCanvas } from "../../../_components/map/map-canvas.tsx";
import { bound, type Coordinates, toScreen, toX, toY } from "../../../_components/map/viewport.ts";

/** As near as the coarse outlines go, which are a fifth of the fine ones. */
const ZOOM = 3.4;

/** A small map of where a photo was taken, for the eye and the pointer: beside it is a link in words to `href`. */
export function PlaceMap({ at, href }: { at: Coordinates; href: string }) {
  const box = useRef<HTMLAnchorElement>(null);
  // Details that are not shown have no size, and fetch no outlines.
  const [size, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    if (box.current) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  const viewport = bound({ x: toX(at.longitude), y: toY(at.latitude), zoom: ZOOM, ...size });
  const pin = toScreen(viewport, at);
  return (
    <Link ref={box} href={href} aria-hidden="true" tabIndex={-1} className="relative block size-full">
      {size.width > 0 && (
        <>
          <MapCanvas viewport={viewport} />
          <MapPin
            className="absolute size-7 -translate-x-1/2 -translate-y-full fill-accent text-on-accent"
            style={pin}
            aria-hidden="true"
          />
        </>
      )}
    </Link>
  );
}
