import { expect, test } from "vitest";
import { type HeicBuild, heic } from "#tests/support/heic-factory.ts";
import { cleanHeif } from "./clean-heif.ts";
import { checkCrop } from "./heif-crop.ts";
import { UnknownStructureError } from "./structure.ts";

/** Of 96 × 64 pixels, the part of this size whose corner is at the top left. */
const corner = (width: number, height: number) => ({ width, height, right: (width - 96) / 2, down: (height - 64) / 2 });

test.each<[string, NonNullable<HeicBuild["clap"]>, HeicBuild]>([
  ["a corner", { width: 8, height: 8, right: 44, down: 28 }, {}],
  ["the left", corner(24, 64), {}],
  ["all but one column at the left", { width: 94, height: 64, right: 1, down: 0 }, {}],
  ["a part of the turned picture", { width: 60, height: 90, right: -2, down: -3 }, { irot: 3, isCroppedLast: true }],
])("a HEIC of which only %s is shown is refused, as its other pixels would go along", async (_, clap, build) => {
  const { body } = await heic({ ...build, clap });
  expect(() => cleanHeif(body, {})).toThrow(UnknownStructureError);
});

test.each<[string, HeicBuild]>([
  ["is filled up to whole blocks", { clap: corner(90, 60) }],
  ["is shown whole", { clap: { width: 96, height: 64, right: 0, down: 0 } }],
  ["is shown whole and turned", { clap: corner(95, 63), irot: 3 }],
])("a HEIC that %s is copied with what says so", async (_, build) => {
  const { body } = await heic(build);
  expect(Buffer.concat(cleanHeif(body, {})).includes("clap")).toBe(true);
});

test("a crop by fractions of nothing is refused", () => {
  const numbers = Buffer.alloc(40);
  const box = { type: "clap", at: 0, bodyAt: 8, end: 40 };
  expect(() => checkCrop(numbers, box, { width: 96, height: 64 })).toThrow(UnknownStructureError);
  expect(() => checkCrop(numbers, { ...box, end: 30 }, { width: 96, height: 64 })).toThrow(UnknownStructureError);
});
