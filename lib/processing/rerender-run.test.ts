import { describe, expect, test } from "vitest";
import type { Image } from "#lib/images/image.ts";
import { recipe } from "#lib/images/recipe.ts";
import { classifyForRerender, emptyPass, type RerenderRun, rerenderVersion, toProgress } from "./rerender-run.ts";

const run: RerenderRun = {
  number: 7,
  recipeVersion: "v2",
  isForced: false,
  state: "running",
  pacePerMinute: 60,
  images: 100,
  startedAt: "2026-11-22T10:00:00.000Z",
  passNumber: 1,
  pass: emptyPass,
  sent: 0,
  completedBefore: 0,
};

describe("how an image stands to a re-render", () => {
  const ready = { status: "ready", statusAt: "2026-11-01T00:00:00.000Z", recipeVersion: "v2" } as Image;
  const failure = { run: 7, at: run.startedAt, code: "internal", message: "" } as const;

  test.each([
    ["an image of the recipe", ready, "current"],
    ["one that another re-render made", { ...ready, recipeVersion: "v2.3" }, "current"],
    ["one of another recipe", { ...ready, recipeVersion: "v1.3" }, "stale"],
    ["one that does not say of which it is", { ...ready, recipeVersion: undefined }, "stale"],
    ["one that could not be rendered again", { ...ready, recipeVersion: "v1", rerenderFailure: failure }, "failed"],
    [
      "one that an earlier one failed on",
      { ...ready, recipeVersion: "v1", rerenderFailure: { ...failure, run: 6 } },
      "stale",
    ],
    ["one that is on its way", { ...ready, status: "processing" }, "unneeded"],
    ["one that is being removed", { ...ready, recipeVersion: "v1", removingSince: run.startedAt }, "unneeded"],
    ["none", undefined, "unneeded"],
  ] as const)("%s", (_, image, standing) => {
    expect(classifyForRerender(image as Image | undefined, run)).toBe(standing);
  });

  test.each([
    ["an image of the recipe", ready, "stale"],
    ["one that another re-render made", { ...ready, recipeVersion: "v2.3" }, "stale"],
    ["one that this one made", { ...ready, recipeVersion: rerenderVersion(run) }, "current"],
    ["one that came since", { ...ready, statusAt: "2026-11-22T10:00:01.000Z" }, "current"],
    ["one of another recipe that came since", { ...ready, statusAt: "2027", recipeVersion: "v1" }, "stale"],
  ] as const)("by force: %s", (_, image, standing) => {
    expect(classifyForRerender(image as Image, { ...run, isForced: true })).toBe(standing);
  });
});

describe("how an image of the version before stands to a re-render by the recipe as it stands", () => {
  const current = { ...run, recipeVersion: recipe.version };
  const ready = { status: "ready", statusAt: "2026-11-01T00:00:00.000Z", recipeVersion: "v2" } as Image;

  test.each([
    ["a photo", { contentType: "image/heic", width: 4032, height: 3024 }, "current"],
    ["a long picture that browsers show", { contentType: "image/jpeg", width: 16_382, height: 3_628 }, "current"],
    ["a long one that they do not show", { contentType: "image/heic", width: 16_382, height: 3_628 }, "stale"],
    ["a tall one", { contentType: "image/tiff", width: 1_000, height: 20_000 }, "stale"],
  ] as const)("%s", (_, picture, standing) => {
    expect(classifyForRerender({ ...ready, ...picture }, current)).toBe(standing);
    expect(classifyForRerender({ ...ready, ...picture }, { ...current, isForced: true })).toBe("stale");
    expect(classifyForRerender({ ...ready, ...picture, recipeVersion: "v1" }, current)).toBe("stale");
  });
});

test("progress counts what needed nothing, and what was asked for once it is dealt with", () => {
  const pass = { ...emptyPass, seen: 50, current: 30, sent: 20 };
  const progress = { rendered: 8, failed: 2, skipped: 0 };
  expect(toProgress({ ...run, pass, sent: 20 }, progress)).toEqual({ done: 40, total: 100 });
  expect(toProgress({ ...run, sent: 0 }, progress)).toEqual({ done: 10, total: 100 });
  expect(toProgress({ ...run, passNumber: 2, found: 120, sent: 20 }, progress)).toEqual({ done: 110, total: 120 });
  expect(toProgress({ ...run, state: "done", found: 120, sent: 20 }, progress)).toEqual({ done: 120, total: 120 });
});
