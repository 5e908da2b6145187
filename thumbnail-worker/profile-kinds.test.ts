import { describe, test } from "vitest";
import { codedProfile, compressedOf, greyProfile, namedProfile, type Rgb } from "#tests/support/colour-factory.ts";
import { heic } from "#tests/support/heic-factory.ts";
import { startColourTests } from "#tests/support/start-colour-tests.ts";

/* Profiles for other kinds of colours than a picture's pixels have: which of them count, and which are left aside. */

const TIMEOUT_MS = 30_000;
const MAX_DELTA_E = 2;
/** The quarters of the HEIC picture are compressed. */
const MAX_DELTA_E_HEIC = 4;
const { expectColours } = startColourTests();

const greyOf = (value: number): Rgb => [value, value, value];
const greys = [54, 200, 20, 128].map(greyOf);

describe("a grey profile", { timeout: TIMEOUT_MS }, () => {
  test.each([
    [1, [126, 229, 79, 187]],
    [1.8, [69, 210, 25, 146]],
  ] as const)("of gamma %d counts in AVIF, whose decoder makes three channels of one", async (gamma, expected) => {
    const coded = codedProfile(12, 13);
    const file = withProfile(await compressedOf("avif", greys, coded), coded, greyProfile(gamma));
    await expectColours(file, expected.map(greyOf), MAX_DELTA_E);
  });

  test("counts in HEIC", async () => {
    // The numbers of the picture, each by itself.
    const expected: Rgb[] = [
      [229, 110, 110],
      [110, 207, 133],
      [241, 229, 133],
      [110, 142, 223],
    ];
    await expectColours((await heic({ icc: greyProfile(1) })).body, expected, MAX_DELTA_E_HEIC);
  });

  test("says nothing of red, green and blue in JPEG", async () => {
    const srgb = await namedProfile("srgb");
    const picture = await compressedOf("jpeg", greys, srgb);
    await expectColours(withProfile(picture, srgb, greyProfile(1)), greys, MAX_DELTA_E);
  });
});

/** A file with another profile in the place of one that is at least as long. */
function withProfile(file: Buffer, from: Buffer, to: Buffer): Buffer {
  const at = file.indexOf(from);
  if (at < 0 || to.length > from.length) throw new RangeError("Expected a longer profile in one piece");
  const copy = Buffer.from(file);
  const padded = Buffer.concat([to, Buffer.alloc(from.length - to.length)]);
  padded.writeUInt32BE(padded.length, 0);
  padded.copy(copy, at);
  return copy;
}
