"use client";

import { useTheme } from "next-themes";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { getScale, type Viewport } from "./viewport.ts";
import { loadOutline, OUTLINE_SCALE } from "./world-outline.ts";

/** The countries of a part of the world, over all of the element that it is in. */
export function MapCanvas({ viewport }: { viewport: Viewport }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const outline = useOutline(viewport.zoom);
  const { resolvedTheme } = useTheme();

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are those of the theme
  useLayoutEffect(() => {
    if (canvas.current && outline) draw(canvas.current, outline, viewport);
  }, [outline, viewport, resolvedTheme]);

  return <canvas ref={canvas} className="size-full" data-drawn={outline ? "" : undefined} />;
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
