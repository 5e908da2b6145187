import { expect, test } from "vitest";
import { clampZoom, UNZOOMED, zoomAt } from "./zoom.ts";

const stage = { width: 1000, height: 600 };

test("what lies under the pointer stays there", () => {
  const point = { x: 200, y: -100 };
  const zoomed = zoomAt(UNZOOMED, 2, point, stage);
  // A point of the picture is drawn at scale times its place, plus the move.
  expect({ x: point.x * zoomed.scale + zoomed.x, y: point.y * zoomed.scale + zoomed.y }).toEqual(point);
  const more = zoomAt(zoomed, 1.5, point, stage);
  expect(more.scale).toBe(3);
  expect({ x: point.x * more.scale + more.x, y: point.y * more.scale + more.y }).toEqual(point);
});

test("no edge of the stage is left bare, and nothing gets smaller than it was", () => {
  expect(clampZoom({ scale: 2, x: 5_000, y: -5_000 }, stage)).toEqual({ scale: 2, x: 500, y: -300 });
  expect(zoomAt({ scale: 2, x: 500, y: 300 }, 0.1, { x: 0, y: 0 }, stage)).toEqual(UNZOOMED);
  expect(zoomAt(UNZOOMED, 1_000, { x: 0, y: 0 }, stage).scale).toBe(8);
});
