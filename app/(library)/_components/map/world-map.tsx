"use client";

import { type ReactNode, useEffect, useRef } from "react";
import { MapCanvas } from "./map-canvas.tsx";
import { MapLabels } from "./map-labels.tsx";
import { useMapGestures } from "./use-map-gestures.ts";
import { type Box, bound, type Coordinates, type Viewport } from "./viewport.ts";

interface WorldMapProps {
  label: string;
  viewport: Viewport;
  onMove: (viewport: Viewport) => void;
  onPick?: (place: Coordinates) => void;
  onDraw?: (box: Box) => void;
  isDrawing?: boolean;
  className?: string;
  /** What lies on the map. */
  children?: ReactNode;
}

/** A map of the countries of the world, which is part of Skylight: nothing is asked of anyone else. */
export function WorldMap({ label, viewport, onMove, className = "", children, ...gestures }: WorldMapProps) {
  const surface = useRef<HTMLDivElement>(null);
  const { drawn, handlers } = useMapGestures({ surface, viewport, onMove, ...gestures });

  const resize = useRef<(width: number, height: number) => void>(undefined);
  resize.current = (width, height) => onMove(bound({ ...viewport, width, height }));
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      if (entry) resize.current?.(entry.contentRect.width, entry.contentRect.height);
    });
    if (surface.current) observer.observe(surface.current);
    return () => observer.disconnect();
  }, []);

  return (
    <div className={`relative overflow-hidden bg-accent-soft ${className}`}>
      <div
        ref={surface}
        role="application"
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is moved by keys
        tabIndex={0}
        className={`absolute inset-0 touch-none -outline-offset-2 ${gestures.isDrawing || gestures.onPick ? "cursor-crosshair" : "cursor-grab active:cursor-grabbing"}`}
        {...handlers}
      >
        <MapCanvas viewport={viewport} />
        <MapLabels viewport={viewport} />
        {drawn && (
          <div
            className="pointer-events-none absolute border-2 border-accent bg-accent/15"
            style={{
              left: Math.min(drawn.from.left, drawn.to.left),
              top: Math.min(drawn.from.top, drawn.to.top),
              width: Math.abs(drawn.from.left - drawn.to.left),
              height: Math.abs(drawn.from.top - drawn.to.top),
            }}
          />
        )}
      </div>
      {children}
    </div>
  );
}
