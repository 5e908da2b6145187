import { expect } from "vitest";
import type { RenditionRecipe } from "#lib/images/recipe.ts";
import { deltaE } from "./colour-difference.ts";
import type { Rgb } from "./colour-factory.ts";
import { measureQuarters } from "./measure-quarters.ts";
import { startTestRenderer, type TestRenderer } from "./test-renderer.ts";

/** Compressed so little that what differs is the conversion. */
export const large: RenditionRecipe = {
  width: 1600,
  height: 1600,
  fit: "inside",
  format: "jpeg",
  quality: 100,
  effort: 2,
  animated: false,
};

export interface ColourTests extends TestRenderer {
  /** The colours of the quarters of what is rendered of a file, see measureQuarters(). */
  coloursOf(file: Buffer): Promise<Rgb[]>;
  /** Fails where one of them differs from what is expected by more than `most`, ΔE of CIE76. */
  expectColours(file: Buffer, expected: readonly Rgb[], most: number): Promise<void>;
}

/** A render process for tests of colours, see startTestRenderer(). */
export function startColourTests(): ColourTests {
  const renderer = startTestRenderer();
  async function coloursOf(file: Buffer): Promise<Rgb[]> {
    const { renditions } = await renderer.renderBytes(file, { renditions: { large } });
    const [{ body }] = renditions as [(typeof renditions)[number]];
    return measureQuarters(body);
  }
  return {
    ...renderer,
    coloursOf,
    async expectColours(file, expected, most) {
      const seen = await coloursOf(file);
      const differences = seen.map((colour, at) => deltaE(colour, expected[at] ?? [0, 0, 0]));
      expect(Math.max(...differences), JSON.stringify({ seen, expected })).toBeLessThanOrEqual(most);
    },
  };
}
