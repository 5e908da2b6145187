import { expect, test } from "vitest";
import { getPosition } from "./own-position.ts";

const shot = { latitude: 48.1, longitude: 11.6 };
const own = { latitude: -33.9, longitude: 151.2 };

test.each([
  ["the file's", { shot }, { ...shot, source: "file" }],
  ["the owner's goes before the file's", { shot, ownPosition: own }, { ...own, source: "owner" }],
  ["the owner's of a file without one", { ownPosition: own }, { ...own, source: "owner" }],
  ["none when the owner took it away", { shot, ownPosition: null }, undefined],
  ["none of half a position", { shot: { latitude: 48.1 } }, undefined],
  ["none", {}, undefined],
])("%s", (_, image, expected) => {
  expect(getPosition(image)).toEqual(expected);
});
