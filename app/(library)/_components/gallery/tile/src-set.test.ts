import { expect, test } from "vitest";
import { toSrcSet } from "./src-set.ts";

test("names every candidate with its width", () => {
  const candidates = [
    { url: "/small", width: 128 },
    { url: "/medium", width: 512 },
  ];
  expect(toSrcSet(candidates)).toBe("/small 128w, /medium 512w");
});

test("a small square picture, whose renditions are of one width, has no choice", () => {
  const candidates = [
    { url: "/thumbnail", width: 64 },
    { url: "/medium", width: 64 },
  ];
  expect(toSrcSet(candidates)).toBeUndefined();
});

test("what is absent is left out", () => {
  expect(toSrcSet([undefined, false, { url: "/only", width: 64 }])).toBeUndefined();
});
