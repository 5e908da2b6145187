import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { type HeicBuild, heic, heicSequence } from "#tests/support/heic-factory.ts";
import { capture, quarterColours, quarters, type TestFile } from "#tests/support/image-factory.ts";
import { startTestRenderer } from "#tests/support/test-renderer.ts";
import { writeOwnTiff } from "./sandbox/own-tiff.ts";
import { PictureError } from "./sandbox/picture-error.ts";

const limits = {
  maxPixels: 250_000_000,
  maxFrames: 1_000,
  animatedFrames: 100,
  // The panorama takes some four seconds of processor, which may be shared with much else.
  timeoutMs: 60_000,
  maxMemoryBytes: 768 * 1024 * 1024,
};
/** The first picture waits for the process and for libheif. */
const START_TIMEOUT_MS = 20_000;
const { renderBytes } = startTestRenderer();

function render({ body }: Pick<TestFile, "body">) {
  return renderBytes(body, { limits });
}

type Colour = { r: number; g: number; b: number };

/** The colours of the quarters of a rendition, clockwise from the top left. */
async function measureQuarters(body: Buffer): Promise<Colour[]> {
  const { data, info } = await sharp(body).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const places = [
    [0.25, 0.25],
    [0.75, 0.25],
    [0.75, 0.75],
    [0.25, 0.75],
  ] as const;
  return places.map(([x, y]) => {
    const at = (Math.floor(info.height * y) * info.width + Math.floor(info.width * x)) * 3;
    const [r = 0, g = 0, b = 0] = data.subarray(at);
    return { r, g, b };
  });
}

const { topLeft, topRight, bottomRight, bottomLeft } = quarterColours;
const clockwise = [topLeft, topRight, bottomRight, bottomLeft];
const all = (colour: Colour) => clockwise.map(() => colour);
/** Within the quarter at the bottom right. */
const part = { width: 8, height: 8, right: 24, down: 16 };
/** Where the quarters are after quarter turns with the clock. */
const turnedClockwise = (turns: number) => clockwise.map((_, at) => clockwise[(at + 4 - turns) % 4] as Colour);

function expectColours(seen: Colour[], expected: Colour[], tolerance = 16): void {
  const differences = seen.flatMap((colour, at) =>
    (["r", "g", "b"] as const).map((channel) => Math.abs(colour[channel] - (expected[at]?.[channel] ?? -1))),
  );
  expect(Math.max(...differences), JSON.stringify({ seen, expected })).toBeLessThanOrEqual(tolerance);
}

/** EXIF whose one entry is an orientation of 6 as a LONG, the highest byte first. */
const ORIENTATION_IN_FOUR_BYTES = Buffer.from(
  "45786966" + "0000" + "4d4d002a00000008" + "0001" + "0112" + "0004" + "00000001" + "00000006" + "00000000",
  "hex",
);

describe("a HEIC picture", { timeout: START_TIMEOUT_MS }, () => {
  test("is shown in every rendition, and in full as a JPEG", async () => {
    const picture = await render(await heic());
    expect(picture).toMatchObject({ contentType: "image/heic", width: 96, height: 64 });
    expect(picture.renditions.map(({ name }) => name).sort()).toEqual(["full", "large", "medium", "thumbnail"]);
    for (const { name, body } of picture.renditions) {
      expectColours(await measureQuarters(body), clockwise);
      expect((await sharp(body).metadata()).format).toBe(name === "full" ? "jpeg" : "webp");
    }
  });

  test.each<[string, HeicBuild, Colour[], [number, number]]>([
    ["irot alone", { irot: 3 }, turnedClockwise(1), [64, 96]],
    ["irot, and EXIF that says the same", { irot: 3, exifOrientation: 6 }, turnedClockwise(1), [64, 96]],
    ["EXIF alone", { exifOrientation: 6 }, turnedClockwise(1), [64, 96]],
    ["EXIF alone, on its head", { exifOrientation: 3 }, turnedClockwise(2), [96, 64]],
    ["EXIF alone, in four bytes", { exif: ORIENTATION_IN_FOUR_BYTES }, turnedClockwise(1), [64, 96]],
    ["irot by nothing, and EXIF", { irot: 0, exifOrientation: 6 }, clockwise, [96, 64]],
    ["imir, and EXIF", { imir: 1, exifOrientation: 2 }, [topRight, topLeft, bottomLeft, bottomRight], [96, 64]],
    ["clap", { clap: part }, all(bottomRight), [8, 8]],
    ["clap by a little", { clap: { width: 90, height: 60, right: 0, down: 0 } }, clockwise, [90, 60]],
    ["clap to the other side", { clap: { ...part, right: -24, down: -16 } }, all(topLeft), [8, 8]],
    ["clap, then irot and imir", { clap: part, irot: 3, imir: 1 }, all(bottomRight), [8, 8]],
    [
      "clap after irot",
      { clap: { ...part, right: 16, down: 24 }, irot: 3, isCroppedLast: true },
      all(topRight),
      [8, 8],
    ],
    ["clap of all", { clap: { width: 96, height: 64, right: 0, down: 0 } }, clockwise, [96, 64]],
    [
      "irot of a grid",
      { tiles: 2, irot: 2, exifOrientation: 3 },
      [bottomLeft, bottomRight, topRight, topLeft],
      [192, 64],
    ],
  ])("is turned once: %s", async (_, build, expected, [width, height]) => {
    const picture = await render(await heic(build));
    expect(picture).toMatchObject({ width, height });
    // Of a grid of two the quarters hold a whole copy each beside the other, so that only top and bottom can be told.
    const seen = await measureQuarters(picture.renditions.find(({ name }) => name === "large")?.body as Buffer);
    if (build.tiles) {
      expect(seen[0]?.b).toBeGreaterThan(seen[3]?.b ?? 255);
      return;
    }
    expectColours(seen, expected);
  });

  test("brings the time and camera of the EXIF that belongs to it", async () => {
    expect(await render(await heic({ exifOrientation: 1 }))).toMatchObject({
      takenAt: capture.takenAt,
      shot: { camera: capture.camera },
    });
  });

  test("is the primary one of several", async () => {
    const { renditions } = await render(await heic({ decoy: true }));
    expectColours(await measureQuarters(renditions[0]?.body as Buffer), clockwise);
  });

  test.each(["heix", "mif1", "avif", "jpeg", "heis", "hevc", "msf1", "isom"])(
    "is known by its codec under the brand %s",
    async (brand) => {
      const picture = await render(await heic({ brand }));
      expect(picture.contentType).toBe("image/heic");
      expectColours(await measureQuarters(picture.renditions[0]?.body as Buffer), clockwise);
    },
  );

  test.each<[string, HeicBuild]>([
    ["with a Display P3 profile", {}],
    ["in tiles with the profile", { tiles: 1 }],
    ["with code points alone", { nclx: { primaries: 12, transfer: 13 } }],
  ])("%s keeps its saturated colours", async (_, build) => {
    const reference = await sharp(await displayP3())
      .png()
      .toBuffer();
    const icc = (await sharp(await displayP3()).metadata()).icc as Buffer;
    const picture = await render(await heic(build.nclx ? build : { ...build, icc }));
    const seen = await measureQuarters(picture.renditions.find(({ name }) => name === "full")?.body as Buffer);
    expectColours(seen, await measureQuarters(reference), 8);
    // Without the profile the red of the test picture would be 15 less.
    expect(seen[0]?.r).toBeGreaterThan(208);
  });

  test.each([
    ["jpeg", "unsupported_codec"],
    ["vvc1", "unsupported_codec"],
    ["unci", "unsupported_codec"],
  ])("with %s inside is named for what it is", async (codec, code) => {
    await expect(render(await heic({ codec }))).rejects.toMatchObject({ code });
  });

  test("that is a sequence without a still is named for what it is", async () => {
    await expect(render(heicSequence())).rejects.toMatchObject({ code: "unsupported_sequence" });
  });

  test("of as many tiles as a panorama of a telephone has is shown", { timeout: 60_000, tags: "long" }, async () => {
    const size = { width: 16_382, height: 3_628 };
    const picture = await render(await heic({ grid: { columns: 32, rows: 8 }, size, exifOrientation: 1 }));
    expect(picture).toMatchObject({ ...size, takenAt: capture.takenAt });
    const full = picture.renditions.find(({ name }) => name === "full");
    expect(full).toMatchObject({ width: 9248 });
  });

  test("of twelve megapixels in tiles is shown", async () => {
    const { width, height, renditions } = await render(await heic({ grid: { columns: 8, rows: 6 } }));
    expect([width, height]).toEqual([4096, 3072]);
    expect(renditions.find(({ name }) => name === "full")).toMatchObject({ width: 4096, height: 3072 });
  });

  test.each([
    ["whose last bytes are lost", (body: Buffer) => body.subarray(0, body.length - 8)],
    ["whose last bytes were never written", (body: Buffer) => Buffer.from(body).fill(0, body.length - 40)],
  ])("%s is incomplete", async (_, spoil) => {
    const { body } = await heic();
    expect((await render({ body })).incomplete).toBeFalsy();
    expect(await render({ body: spoil(body) })).toMatchObject({ width: 96, height: 64, incomplete: true });
  });

  test("with zeros behind its last unit lacks nothing", async () => {
    const { body } = await heic({ tiles: 2, padding: 500 });
    expect((await render({ body })).incomplete).toBeFalsy();
  });

  test("with tiles that were never written is incomplete", async () => {
    const { body } = await heic({ tiles: 4 });
    const [start, end] = [body.indexOf("mdat") + 4, body.length];
    // The tiles come first and the list of them, of eight bytes, last.
    const spoilt = Buffer.from(body).fill(0, Math.floor((start + end) / 2), end - 8);
    expect((await render({ body })).incomplete).toBeFalsy();
    expect(await render({ body: spoilt })).toMatchObject({ width: 4 * 96, height: 64, incomplete: true });
  });

  test("that claims more pixels than are taken is refused", async () => {
    const file = await heic({ size: { width: 20_000, height: 20_000 } });
    await expect(render(file)).rejects.toMatchObject({ code: "too_many_pixels" });
  });
});

/** The quarters with the numbers that the HEIC file holds, but in Display P3. */
async function displayP3(): Promise<Buffer> {
  const pixels = await quarters(96, 64).png().toBuffer();
  const labelled = await sharp({ create: { width: 8, height: 8, channels: 3, background: "red" } })
    .withIccProfile("p3")
    .png()
    .toBuffer();
  const { icc } = await sharp(labelled).metadata();
  const { data, info } = await sharp(pixels).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return writeOwnTiff({
    data,
    bitsPerChannel: 8,
    width: info.width,
    height: info.height,
    colours: 3,
    hasAlpha: false,
    icc: icc as Buffer,
  });
}

const MUTATIONS = 200;
const TIME_BOUND_MS = 10_000;

test(`${MUTATIONS} mutations of HEIC files end with a code, in seconds`, { timeout: 120_000 }, async () => {
  const seeds = await Promise.all([heic({ exifOrientation: 6 }), heic({ tiles: 4, irot: 1 }), heic({ decoy: true })]);
  const codes: Record<string, number> = {};
  for (let seed = 1; seed <= MUTATIONS; seed++) {
    const file = mutated((seeds[seed % seeds.length] as TestFile).body, seed);
    const startedAt = performance.now();
    const outcome = await render({ body: file }).then(
      () => "ready",
      (error: unknown) => (error instanceof PictureError ? error.code : `fault of ours with seed ${seed}: ${error}`),
    );
    expect(performance.now() - startedAt, `milliseconds of seed ${seed}`).toBeLessThan(TIME_BOUND_MS);
    expect(outcome).not.toContain("fault");
    codes[outcome] = (codes[outcome] ?? 0) + 1;
  }
  expect(Object.keys(codes).length, JSON.stringify(codes)).toBeGreaterThan(2);
  expect((await render(await heic())).width).toBe(96);
});

/** A file with a few bytes changed, a piece taken out, or its end cut off; the same for the same seed. */
function mutated(body: Buffer, seed: number): Buffer {
  let state = seed * 2_654_435_761;
  const next = (below: number) => {
    // Numerical Recipes' linear congruential generator.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const copy = Buffer.from(body);
  const kind = next(4);
  if (kind === 0) return copy.subarray(0, next(copy.length));
  if (kind === 1) {
    const at = next(copy.length);
    return Buffer.concat([copy.subarray(0, at), copy.subarray(at + next(64))]);
  }
  for (let count = 1 + next(kind === 2 ? 3 : 40); count > 0; count--) copy[next(copy.length)] = next(256);
  return copy;
}
