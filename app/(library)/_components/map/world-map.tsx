"use client";

import { useTheme } from "next-themes";
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { MapLabels } from "./map-labels.tsx";
import { useMapGestures } from "./use-map-gestures.ts";
import { type Box, bound, type Coordinates, getScale, type Viewport } from "./viewport.ts";
import { loadOutline, OUTLINE_SCALE } from "./world-outline.ts";

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
  const canvas = useRef<HTMLCanvasElement>(null);
  const { drawn, handlers } = useMapGestures({ surface, viewport, onMove, ...gestures });
  const outline = useOutline(viewport.zoom);
  const { resolvedTheme } = useTheme();

  const resize = useRef<(width: number, height: number) => void>(undefined);
  resize.current = (width, height) => onMove(bound({ ...viewport, width, height }));
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      if (entry) resize.current?.(entry.contentRect.width, entry.contentRect.height);
    });
    if (surface.current) observer.observe(surface.current);
    return () => observer.disconnect();
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are those of the theme
  useLayoutEffect(() => {
    if (canvas.current && outline) draw(canvas.current, outline, viewport);
  }, [outline, viewport, resolvedTheme]);

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
        <canvas ref={canvas} className="size-full" data-drawn={outline ? "" : undefined} />
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

/** The last outlines that came, until better ones do. */
function useOutline(zoom: number): Path2D | undefined {
  const [outline, setOutline] = useState<Path2D>();
  useEffect(() => {
    let isCurrent = true;
    loadOutline(zoom).then(
      (path) => isCurrent && setOutline(path),
      // Photos are on the map without it too.
      () => {},
    );
    return () => {
      isCurrent = false;
    };
  }, [zoom]);
  return outline;
}

function draw(canvas: HTMLCanvasElement, outline: Path2D, viewport: Viewport): void {
  const { x, y, width, height } = viewport;
  const context = canvas.getContext("2d");
  if (!context || width === 0) return;
  const ratio = window.devicePixelRatio;
  const [deviceWidth, deviceHeight] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== deviceWidth) canvas.width = deviceWidth;
  if (canvas.height !== deviceHeight) canvas.height = deviceHeight;
  const style = getComputedStyle(canvas);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, deviceWidth, deviceHeight);
  context.fillStyle = style.getPropertyValue("--surface");
  context.strokeStyle = style.getPropertyValue("--line-strong");
  const scale = (getScale(viewport) / OUTLINE_SCALE) * ratio;
  context.lineWidth = (0.6 * ratio) / scale;
  const halfWidth = width / 2 / getScale(viewport);
  // Countries across the 180th meridian reach from their copy of the world into the next.
  for (let copy = Math.floor(x - halfWidth) - 1; copy <= Math.floor(x + halfWidth) + 1; copy++) {
    const left = deviceWidth / 2 + (copy - x) * OUTLINE_SCALE * scale;
    context.setTransform(scale, 0, 0, scale, left, deviceHeight / 2 - y * OUTLINE_SCALE * scale);
    context.fill(outline, "evenodd");
    context.stroke(outline);
  }
}
