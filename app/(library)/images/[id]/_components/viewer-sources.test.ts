import { expect, test } from "vitest";
import { haveSameShape, toCloseUp, toViewerSources } from "./viewer-sources.ts";

const rendition = (name: string, width: number, height: number) => ({
  url: `https://example.org/${name}`,
  width,
  height,
});

test.each([
  [
    "the full rendition",
    rendition("full", 4096, 3072),
    rendition("large", 1600, 1200),
    false,
    "https://example.org/full",
  ],
  ["nothing of a panorama that is larger without", rendition("full", 4096, 205), rendition("large", 8192, 410), false],
  [
    "nothing of what is transparent, which is white there",
    rendition("full", 900, 600),
    rendition("large", 800, 533),
    true,
  ],
  ["nothing of a picture that has none", undefined, rendition("large", 800, 533), false],
])("zooms into %s", (_, full, large, transparent, expected = undefined) => {
  const renditions = { large, ...(full ? { full } : {}) };
  expect(toCloseUp({ renditions, ...(transparent ? { transparent } : {}) })).toBe(expected);
});

test("an original that lies on its side in a browser has another shape than the picture", () => {
  const picture = { width: 3000, height: 4000 };
  expect(haveSameShape({ width: 3000, height: 4000 }, picture)).toBe(true);
  expect(haveSameShape({ width: 4000, height: 3000 }, picture)).toBe(false);
});

const iphone = {
  renditions: {
    thumbnail: rendition("thumbnail", 192, 256),
    medium: rendition("medium", 384, 512),
    large: rendition("large", 1200, 1600),
    full: rendition("full", 3024, 4032),
  },
};

test("the rendition of megabytes is not among what a screen chooses from", () => {
  expect(toViewerSources(iphone)?.srcSet).toBe("https://example.org/medium 384w, https://example.org/large 1200w");
});

test("an upright picture is said to be as wide as the height of the screen lets it be, and one on its side as high", () => {
  expect(toViewerSources(iphone)?.sizes).toBe("min(100vw, (100dvh - 4rem) * 0.7500)");
  expect(toViewerSources({ ...iphone, rotation: 90 })?.sizes).toBe("min(100vw * 0.7500, 100dvh - 4rem)");
});
