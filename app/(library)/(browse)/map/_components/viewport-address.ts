import { bound, toPlace, toX, toY, type Viewport } from "../../../_components/map/viewport.ts";

/* What the map shows is in the page's address, so that Back and a reload lead to it: "at=48.137,11.575,9". */

export function readViewport({ width, height }: Pick<Viewport, "width" | "height">): Viewport | undefined {
  const at = new URLSearchParams(window.location.search).get("at");
  const [latitude = Number.NaN, longitude = Number.NaN, zoom = Number.NaN] = (at ?? "").split(",").map(Number);
  if (at === null || ![latitude, longitude, zoom].every(Number.isFinite)) return undefined;
  return bound({ x: toX(longitude), y: toY(latitude), zoom, width, height });
}

export function rememberViewport(viewport: Viewport): void {
  // Another page may be on its way.
  if (window.location.pathname !== "/map") return;
  const { latitude, longitude } = toPlace(viewport, { left: viewport.width / 2, top: viewport.height / 2 });
  const at = [latitude.toFixed(5), longitude.toFixed(5), viewport.zoom.toFixed(2)].join(",");
  window.history.replaceState(null, "", `/map?at=${at}`);
}
