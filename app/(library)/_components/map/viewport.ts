/*
 * What a part of the screen shows of the world in Web Mercator: all of it is a square from 0 to 1, with the north west
 * at its beginning, and goes on beyond the 180th meridian.
 */

export interface Viewport {
  /** The middle. */
  x: number;
  y: number;
  /** At 0 the world is 256 pixels wide, and twice as wide with each step. */
  zoom: number;
  /** Pixels. */
  width: number;
  height: number;
}

export interface Coordinates {
  latitude: number;
  longitude: number;
}

/** West, south, east, north in degrees; west is greater than east across the 180th meridian. */
export type Box = [number, number, number, number];

const WORLD_PIXELS = 256;
export const MAX_ZOOM = 18;
/** Photos of one place are shown with what is around it. */
const MAX_FITTED_ZOOM = 12;
/** Part of the screen that stays free around what is fitted into it. */
const MARGIN = 0.15;

export function toX(longitude: number): number {
  return (longitude + 180) / 360;
}

export function toY(latitude: number): number {
  const bounded = Math.min(85.05, Math.max(-85.05, latitude));
  return (1 - Math.log(Math.tan(Math.PI / 4 + (bounded * Math.PI) / 360)) / Math.PI) / 2;
}

function toLongitude(x: number): number {
  return (x - Math.floor(x)) * 360 - 180;
}

function toLatitude(y: number): number {
  return (Math.atan(Math.exp(Math.PI * (1 - 2 * Math.min(1, Math.max(0, y))))) * 360) / Math.PI - 90;
}

/** How many pixels wide the world is. */
export function getScale({ zoom }: Pick<Viewport, "zoom">): number {
  return WORLD_PIXELS * 2 ** zoom;
}

/** Within the world: nothing lies north or south of it. */
export function bound(viewport: Viewport): Viewport {
  const { x, y, width, height } = viewport;
  const least = Math.log2(Math.max(height, width / 2, 1) / WORLD_PIXELS);
  const zoom = Math.min(MAX_ZOOM, Math.max(viewport.zoom, least, 0));
  const half = height / 2 / getScale({ zoom });
  return { x: x - Math.floor(x), y: half >= 0.5 ? 0.5 : Math.min(1 - half, Math.max(half, y)), zoom, width, height };
}

/** Where a place is on the screen, in the copy of the world that is nearest to the middle. */
export function toScreen(viewport: Viewport, { latitude, longitude }: Coordinates): { left: number; top: number } {
  const scale = getScale(viewport);
  const across = toX(longitude) - viewport.x;
  return {
    left: viewport.width / 2 + (across - Math.round(across)) * scale,
    top: viewport.height / 2 + (toY(latitude) - viewport.y) * scale,
  };
}

/** The place at a point of the screen. */
export function toPlace(viewport: Viewport, { left, top }: { left: number; top: number }): Coordinates {
  const scale = getScale(viewport);
  return {
    latitude: toLatitude(viewport.y + (top - viewport.height / 2) / scale),
    longitude: toLongitude(viewport.x + (left - viewport.width / 2) / scale),
  };
}

/** After a move by pixels: what is on the right comes in by positive ones. */
export function movedBy(viewport: Viewport, across: number, down: number): Viewport {
  const scale = getScale(viewport);
  return bound({ ...viewport, x: viewport.x + across / scale, y: viewport.y + down / scale });
}

/** Nearer by steps of zoom; what is at the point stays there. */
export function zoomedBy(
  viewport: Viewport,
  steps: number,
  { left, top } = { left: viewport.width / 2, top: viewport.height / 2 },
): Viewport {
  const before = getScale(viewport);
  const zoom = bound({ ...viewport, zoom: viewport.zoom + steps }).zoom;
  const change = 1 / before - 1 / getScale({ zoom });
  const [x, y] = [(left - viewport.width / 2) * change, (top - viewport.height / 2) * change];
  return bound({ ...viewport, zoom, x: viewport.x + x, y: viewport.y + y });
}

/** What is on the screen, in degrees. */
export function toBox(viewport: Viewport): Box {
  const { width, height } = viewport;
  const [northWest, southEast] = [
    toPlace(viewport, { left: 0, top: 0 }),
    toPlace(viewport, { left: width, top: height }),
  ];
  const isWhole = width >= getScale(viewport);
  const [west, east] = isWhole ? [-180, 180] : [northWest.longitude, southEast.longitude];
  return [west, southEast.latitude, east, northWest.latitude];
}

/** As near as all of the boxes can be seen; the whole world without any. */
export function fitBoxes(
  boxes: readonly (readonly number[])[],
  { width, height }: Pick<Viewport, "width" | "height">,
): Viewport {
  if (boxes.length === 0) return bound({ x: 0.5, y: 0.4, zoom: 0, width, height });
  const xs = boxes.flatMap(([west = 0, , east = 0]) => [toX(west), toX(east)]);
  const ys = boxes.flatMap(([, south = 0, , north = 0]) => [toY(south), toY(north)]);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const room = 1 - 2 * MARGIN;
  const zooms = [(width * room) / (right - left), (height * room) / (bottom - top)].map((scale) =>
    Math.log2(scale / WORLD_PIXELS),
  );
  const zoom = Math.min(MAX_FITTED_ZOOM, ...zooms);
  return bound({ x: (left + right) / 2, y: (top + bottom) / 2, zoom, width, height });
}
