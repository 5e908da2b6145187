/** How a picture is enlarged over its stage: by `scale` about the middle, then moved by pixels. */
export interface Zoom {
  scale: number;
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

export const UNZOOMED: Zoom = { scale: 1, x: 0, y: 0 };
const MAX_SCALE = 8;

/** The zoom that has the stage full of picture. */
export function clampZoom({ scale, x, y }: Zoom, { width, height }: Size): Zoom {
  const within = Math.min(MAX_SCALE, Math.max(1, scale));
  const [maxX, maxY] = [((within - 1) * width) / 2, ((within - 1) * height) / 2];
  return { scale: within, x: Math.min(maxX, Math.max(-maxX, x)), y: Math.min(maxY, Math.max(-maxY, y)) };
}

/** Enlarges by a factor so that what lies under a point of the stage, measured from its middle, stays there. */
export function zoomAt(zoom: Zoom, factor: number, point: { x: number; y: number }, stage: Size): Zoom {
  const scale = Math.min(MAX_SCALE, Math.max(1, zoom.scale * factor));
  const by = scale / zoom.scale;
  return clampZoom({ scale, x: point.x - (point.x - zoom.x) * by, y: point.y - (point.y - zoom.y) * by }, stage);
}
