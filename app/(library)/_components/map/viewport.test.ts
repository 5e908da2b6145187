import { expect, test } from "vitest";
import { bound, fitBoxes, getScale, movedBy, toBox, toPlace, toScreen, zoomedBy } from "./viewport.ts";

const munich = { latitude: 48.137, longitude: 11.575 };
const around = (box: number[]) => fitBoxes([box], { width: 800, height: 600 });

test("a place is where the screen says that it is", () => {
  const viewport = around([11, 47, 13, 49]);
  const place = toPlace(viewport, toScreen(viewport, munich));
  expect(place.latitude).toBeCloseTo(munich.latitude, 6);
  expect(place.longitude).toBeCloseTo(munich.longitude, 6);
});

test("what is fitted is seen, and one place is seen with what is around it", () => {
  const box = [-10, 35, 30, 60];
  const [west, south, east, north] = toBox(around(box));
  expect([west < -10, south < 35, east > 30, north > 60]).toEqual([true, true, true, true]);
  expect(around([11, 48, 11, 48]).zoom).toBe(12);
  const world = fitBoxes([], { width: 800, height: 600 });
  expect(getScale(world)).toBeGreaterThanOrEqual(600);
});

test("nothing lies north or south of the world", () => {
  const far = movedBy(around([0, 80, 10, 84]), 0, -10_000);
  expect(toBox(far)[3]).toBeLessThan(85.1);
  expect(toScreen(far, { latitude: 85.05, longitude: 0 }).top).toBeCloseTo(0, 0);
  expect(bound({ x: 3.25, y: 0.5, zoom: -4, width: 800, height: 600 })).toMatchObject({ x: 0.25, y: 0.5 });
});

test("coming nearer keeps what is at the point", () => {
  const viewport = around([11, 47, 13, 49]);
  const point = { left: 200, top: 450 };
  const nearer = toPlace(zoomedBy(viewport, 1.5, point), point);
  const before = toPlace(viewport, point);
  expect(nearer.latitude).toBeCloseTo(before.latitude, 6);
  expect(nearer.longitude).toBeCloseTo(before.longitude, 6);
  expect(zoomedBy(viewport, 99).zoom).toBe(18);
});

test("across the 180th meridian the west is east of the east, and places are on the near side", () => {
  const viewport = { ...around([170, -20, 180, -10]), x: 0 };
  const [west, , east] = toBox(viewport);
  expect(west).toBeGreaterThan(east);
  const [one, other] = [179.9, -179.9].map((longitude) => toScreen(viewport, { latitude: -15, longitude }).left);
  expect((other ?? 0) - (one ?? 0)).toBeGreaterThan(0);
  expect((other ?? 0) - (one ?? 0)).toBeLessThan(100);
});
