import { toX, toY } from "./viewport.ts";

/** From this zoom on the coarse outlines look coarse. */
const FINE_FROM_ZOOM = 3.5;
/** Outlines are drawn in pixels of zoom 0: numbers as small as those of the world would be blurred. */
export const OUTLINE_SCALE = 256;

const outlines = new Map<"coarse" | "fine", Promise<Path2D>>();

/** The outlines of all countries, in as much detail as a zoom asks for. */
export function loadOutline(zoom: number): Promise<Path2D> {
  const detail = zoom < FINE_FROM_ZOOM ? "coarse" : "fine";
  const known = outlines.get(detail);
  if (known) return known;
  const outline = (
    detail === "coarse" ? import("world-atlas/countries-110m.json") : import("world-atlas/countries-50m.json")
  ).then(({ default: topology }) => toPath(topology));
  outlines.set(detail, outline);
  // What could not be fetched is tried again with the next move.
  outline.catch(() => outlines.delete(detail));
  return outline;
}

function toPath({ transform, arcs, objects }: CountriesTopology): Path2D {
  const [[scaleX, scaleY], [fromX, fromY]] = [transform.scale, transform.translate];
  const lines = arcs.map((arc) => {
    let [x, y] = [0, 0];
    return arc.map(([across, down]): [number, number] => {
      x += across;
      y += down;
      return [toX(x * scaleX + fromX) * OUTLINE_SCALE, toY(y * scaleY + fromY) * OUTLINE_SCALE];
    });
  });
  const path = new Path2D();
  const addRing = (ring: number[]) => {
    // A negative number stands for an arc that is followed backwards.
    const points = ring.flatMap((arc) => (arc < 0 ? (lines[~arc] ?? []).toReversed() : (lines[arc] ?? [])));
    let turns = 0;
    let before = points[0]?.[0] ?? 0;
    for (const [index, [x, y]] of points.entries()) {
      // Across the 180th meridian it goes on beside the world, where the next copy of the world begins.
      turns -= Math.round((x - before) / OUTLINE_SCALE);
      before = x;
      if (index === 0) path.moveTo(x, y);
      else path.lineTo(x + turns * OUTLINE_SCALE, y);
    }
    if (turns !== 0) {
      // Around a pole, which lies beyond the edge of the map.
      const first = points[0]?.[0] ?? 0;
      path.lineTo(first + turns * OUTLINE_SCALE, OUTLINE_SCALE);
      path.lineTo(first, OUTLINE_SCALE);
    }
    path.closePath();
  };
  for (const { type, arcs } of objects.countries.geometries) {
    const polygons = (type === "Polygon" ? [arcs] : arcs) as number[][][];
    for (const polygon of polygons) for (const ring of polygon) addRing(ring);
  }
  return path;
}
