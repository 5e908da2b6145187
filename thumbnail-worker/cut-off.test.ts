import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import { beforeAll, expect, test } from "vitest";
import { recipe } from "#lib/images/recipe.ts";
import { greyProfile } from "#tests/support/colour-factory.ts";
import { pngChunk, type TestFile } from "#tests/support/image-factory.ts";
import { startTestRenderer } from "#tests/support/test-renderer.ts";
import { completedPng } from "./sandbox/completed-png.ts";

/*
 * Files whose end is missing, of the formats of which browsers show what is there; JPEG and PNG are in
 * tests/integration/worker-kinds.test.ts.
 */

const TIMEOUT_MS = 60_000;
/** What compressing a rendition with its alpha, or without, moves a channel of noise by. */
const COMPRESSION_TOLERANCE = 40;
const START_OF_SCAN = Buffer.from([0xff, 0xda]);
const { renderBytes, folder } = startTestRenderer();
let greyProfilePath: string;
beforeAll(async () => {
  greyProfilePath = join(folder(), "grey.icc");
  await writeFile(greyProfilePath, greyProfile(1.8));
});

/** One rendition tells as much as all of them. */
const { large } = recipe.renditions;

function renderWithout(missingBytes: number, { body, fileName }: TestFile) {
  return renderBytes(body.subarray(0, body.length - missingBytes), { fileName, renditions: { large } });
}

/** A picture whose every row takes about as many bytes as the others. */
function noise() {
  const [width, height] = [160, 120];
  let state = 7;
  const data = Buffer.from(
    Array.from({ length: width * height * 3 }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state >>> 24;
    }),
  );
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** A picture of slow changes with some noise, and of no round size. */
function landscape() {
  const [width, height] = [161, 123];
  const data = Buffer.from(
    Array.from({ length: width * height * 3 }, (_, at) => {
      const [x, y] = [Math.floor(at / 3) % width, Math.floor(at / 3 / width)];
      return [x, 2 * y, 255 - x][at % 3] as number;
    }),
  );
  return sharp(data, { raw: { width, height, channels: 3 } });
}

const stills: Record<string, () => Promise<Buffer>> = {
  "lossy.webp": () => noise().webp({ quality: 80 }).toBuffer(),
  "lossless.webp": () => noise().webp({ lossless: true, effort: 0 }).toBuffer(),
  "transparent.webp": () => noise().ensureAlpha(0.5).webp({ quality: 80 }).toBuffer(),
  "still.gif": () => noise().gif().toBuffer(),
};

test.each(Object.keys(stills))(
  "of %s what is there is shown, and marked",
  { timeout: TIMEOUT_MS },
  async (fileName) => {
    const body = (await stills[fileName]?.()) as Buffer;
    const file: TestFile = { fileName, contentType: "image/webp", body };
    const whole = await renderWithout(0, file);
    expect(whole.incomplete).toBeUndefined();
    const top = async ({ renditions }: typeof whole) =>
      sharp(renditions[0]?.body).extract({ left: 0, top: 0, width: 160, height: 60 }).removeAlpha().raw().toBuffer();
    const expected = await top(whole);
    // Some of these cuts end a compressed stream just before its last pixel.
    for (const missing of [2, 3, 7, 10, 12, 20, Math.round(body.length * 0.1)]) {
      const picture = await renderWithout(missing, file);
      expect(picture, `without ${missing} bytes`).toMatchObject({ width: 160, height: 120, incomplete: true });
      const seen = await top(picture);
      const differences = seen.map((value, at) => Math.abs(value - (expected[at] ?? 0)));
      expect(Math.max(...differences), `without ${missing} bytes`).toBeLessThanOrEqual(COMPRESSION_TOLERANCE);
    }
    const most = renderWithout(Math.round(body.length * 0.95), file);
    await expect(most).rejects.toMatchObject({ code: "corrupt_image" });
  },
);

/**
 * Decoders fill in what is missing before its colours are converted, with what is 128 in the file and not in the
 * picture.
 */
test.each<[string, () => Promise<Buffer>]>([
  ["ink", () => noise().toColourspace("cmyk").jpeg().toBuffer()],
  ["ink with a profile", () => noise().toColourspace("cmyk").withIccProfile("cmyk").jpeg().toBuffer()],
  ["grey with a profile", () => noise().toColourspace("b-w").withIccProfile(greyProfilePath).jpeg().toBuffer()],
])("a JPEG of %s is shown without its last rows, and not without nearly all of them", async (_, make) => {
  const body = await make();
  const file: TestFile = { fileName: "cut.jpg", contentType: "image/jpeg", body };
  const scanBytes = body.length - body.lastIndexOf(START_OF_SCAN);
  for (const missing of [0.05, 0.5, 0.8]) {
    expect(await renderWithout(Math.round(scanBytes * missing), file)).toMatchObject({ incomplete: true });
  }
  await expect(renderWithout(Math.round(scanBytes * 0.97), file)).rejects.toMatchObject({ code: "corrupt_image" });
});

test.each<[string, () => Promise<Buffer>]>([
  ["half.jpg", () => noise().jpeg().toBuffer()],
  ["half.png", () => noise().png().toBuffer()],
  ["transparent.png", () => noise().ensureAlpha(0.5).png().toBuffer()],
  ["palette.png", () => noise().png({ palette: true, colours: 16 }).toBuffer()],
  ["interlaced.png", () => noise().png({ progressive: true }).toBuffer()],
  ["interlaced-palette.png", () => noise().png({ palette: true, colours: 16, progressive: true }).toBuffer()],
  ["interlaced-transparent.png", () => noise().ensureAlpha(0.5).png({ progressive: true }).toBuffer()],
  ["half.gif", () => noise().gif().toBuffer()],
  ["progressive.jpg", () => noise().jpeg({ progressive: true }).toBuffer()],
])("half of %s is shown, and marked", { timeout: TIMEOUT_MS }, async (fileName, make) => {
  const body = await make();
  const file: TestFile = { fileName, contentType: "image/jpeg", body };
  for (const missing of [0.5, 0.8]) {
    const picture = await renderWithout(Math.round(body.length * missing), file);
    expect(picture, `without ${missing}`).toMatchObject({ width: 160, height: 120, incomplete: true });
  }
});

/** The passes of an interlaced PNG hold ever more of its pixels; the first is there once 1 in 64 is. */
test.each<[string, () => Sharp, Parameters<Sharp["png"]>[0]]>([
  ["8 bits", () => landscape(), {}],
  ["8 bits and transparency", () => landscape().ensureAlpha(0.5), {}],
  ["16 bits", () => landscape().toColourspace("rgb16"), {}],
  ["grey", () => landscape().toColourspace("b-w"), {}],
  ["4 bits", () => landscape(), { palette: true, colours: 16, dither: 0 }],
  ["1 bit", () => landscape(), { palette: true, colours: 2, dither: 0 }],
])(
  "an interlaced PNG of %s looks like itself from its first pass on",
  { timeout: TIMEOUT_MS },
  async (_, make, options) => {
    // Not compressed, so that bytes and pixels come together.
    const body = await make()
      .png({ ...options, progressive: true, compressionLevel: 0 })
      .toBuffer();
    const small = async ({ renditions }: Awaited<ReturnType<typeof renderWithout>>) =>
      sharp(renditions.find(({ name }) => name === "large")?.body)
        .removeAlpha()
        .toColourspace("srgb")
        .resize(8, 6, { fit: "fill" })
        .raw()
        .toBuffer();
    const file: TestFile = { fileName: "interlaced.png", contentType: "image/png", body };
    const expected = await small(await renderWithout(0, file));
    for (const [part, tolerance] of [
      [0.15, 40],
      [0.5, 25],
      [0.9, 12],
    ] as const) {
      const picture = await renderWithout(Math.round(body.length * (1 - part)), file);
      expect(picture, `${part} of it`).toMatchObject({ width: 161, height: 123, incomplete: true });
      const differences = (await small(picture)).map((value, at) => Math.abs(value - (expected[at] ?? 0)));
      expect(Math.max(...differences), `${part} of it`).toBeLessThanOrEqual(tolerance);
    }
    await expect(renderWithout(body.length - 50, file)).rejects.toMatchObject({ code: "corrupt_image" });
  },
);

test.each<[string, "srgb" | "cmyk", string]>([
  ["black", "srgb", "black"],
  ["the white of paper", "cmyk", "white"],
])("a JPEG that ends in %s, and without its end mark, is shown", async (_, space, background) => {
  const body = await noise().extend({ bottom: 60, background }).toColourspace(space).jpeg().toBuffer();
  const file: TestFile = { fileName: "border.jpg", contentType: "image/jpeg", body };
  expect(await renderWithout(2, file)).toMatchObject({ width: 160, height: 180, incomplete: true });
});

test.each([
  ["one of its chunks", (png: Buffer) => png.indexOf("IEND") - 8],
  ["its rows", (png: Buffer) => png.indexOf("IEND") - 12],
])("a PNG of which the checksum of %s is wrong is whole", { timeout: TIMEOUT_MS }, async (_, checksumAt) => {
  for (const progressive of [false, true]) {
    const body = await noise().png({ progressive }).toBuffer();
    const at = checksumAt(body) + 3;
    body[at] = (body[at] ?? 0) ^ 1;
    const picture = await renderBytes(body, { fileName: "checksum.png" });
    expect(picture).toMatchObject({ width: 160, height: 120 });
    expect(picture.incomplete).toBeUndefined();
    expect(await renderBytes(body.subarray(0, -12), { fileName: "cut.png" })).toMatchObject({ incomplete: true });
  }
});

test("a PNG whose rows are all there is shown, whatever follows them in the place of its end", {
  timeout: TIMEOUT_MS,
}, async () => {
  const body = await noise().resize(1_000, 1_000).png().toBuffer();
  const end = body.subarray(body.lastIndexOf("IEND") - 4);
  const more = Array.from({ length: 48 }, (_, index) => pngChunk("IDAT", Buffer.alloc(64 * 1024, index + 1)));
  const whole = Buffer.concat([body.subarray(0, body.length - end.length), ...more]);
  expect(await renderBytes(whole, { fileName: "more.png" })).toMatchObject({ width: 1_000 });
  const path = join(folder(), "more.png");
  // What still reads on when the rows are complete must not fail later, which would end the process.
  for (let time = 0; time < 4; time++)
    expect(await completedPng(path)).toEqual({ path: `${path}.png`, isWhole: false });
});

/** A WebP whose metadata take more bytes than its picture, and where its chunks end. */
async function webpWithMuchMetadata(): Promise<{ body: Buffer; ends: number[] }> {
  const exif = { IFD0: { ImageDescription: "x".repeat(20_000) } };
  const body = await noise().resize(40, 30).webp({ quality: 60 }).withExif(exif).withIccProfile("p3").toBuffer();
  const ends: number[] = [];
  for (let at = 12; at < body.length; at = ends.at(-1) as number) {
    const length = body.readUInt32LE(at + 4);
    ends.push(at + 8 + length + (length % 2));
  }
  return { body, ends };
}

test("a WebP whose picture is there is shown, whatever is missing behind it", async () => {
  const { body, ends } = await webpWithMuchMetadata();
  const types = [12, ...ends.slice(0, -1)].map((at) => body.toString("latin1", at, at + 4));
  expect(types).toEqual(["VP8X", "ICCP", "VP8 ", "EXIF"]);
  const pictureEnd = ends[2] as number;
  for (const length of [pictureEnd, pictureEnd + 3, pictureEnd + 8, body.length - 4_000, body.length - 1]) {
    const picture = await renderBytes(body.subarray(0, length), { fileName: "cut.webp" });
    expect(picture, `the first ${length} bytes`).toMatchObject({ width: 40, height: 30, incomplete: true });
  }
  for (const length of [20, ...ends.slice(0, 2), pictureEnd - 400]) {
    const picture = renderBytes(body.subarray(0, length), { fileName: "cut.webp" });
    await expect(picture, `the first ${length} bytes`).rejects.toMatchObject({ code: "corrupt_image" });
  }
});

test("a WebP that names twice its length is shown", async () => {
  const body = await noise().webp({ quality: 80 }).toBuffer();
  body.writeUInt32LE(2 * body.length, 4);
  expect(await renderBytes(body, { fileName: "long.webp" })).toMatchObject({ width: 160, height: 120 });
});

/** Frames of noise, each another. */
async function moving(frames: number) {
  const { data, info } = await noise().raw().toBuffer({ resolveWithObject: true });
  const all = Buffer.concat(
    Array.from({ length: frames }, (_, index) => data.map((value) => (value + index * 37) % 256)),
  );
  return sharp(all, { raw: { width: info.width, height: info.height * frames, channels: 3, pageHeight: info.height } });
}

test.each<[string, () => Promise<Buffer>]>([
  ["moving.gif", async () => (await moving(12)).gif({ effort: 1 }).toBuffer()],
  ["moving.webp", async () => (await moving(12)).webp({ quality: 60, effort: 0 }).toBuffer()],
])("%s still moves, and is marked", { timeout: TIMEOUT_MS }, async (fileName, make) => {
  const body = await make();
  const file: TestFile = { fileName, contentType: "image/webp", body };
  for (const missing of [0.04, 0.12].map((part) => Math.round(body.length * part))) {
    const picture = await renderWithout(missing, file);
    expect(picture.incomplete, `without ${missing} bytes`).toBe(true);
    const large = picture.renditions.find(({ name }) => name === "large")?.body;
    expect((await sharp(large, { pages: -1 }).metadata()).pages).toBeGreaterThanOrEqual(10);
  }
});

test.each([
  ["the greatest length there is", 0xffff_ffff],
  ["a little more than the file says to hold", 92],
])("a picture in WebP of %s is damaged", async (_, length) => {
  const body = Buffer.alloc(100);
  body.write("RIFF    WEBPVP8 ", "latin1");
  body.writeUInt32LE(102, 4);
  body.writeUInt32LE(length, 16);
  const file: TestFile = { fileName: "lying.webp", contentType: "image/webp", body };
  await expect(renderWithout(0, file)).rejects.toMatchObject({ code: "corrupt_image" });
  expect(await readdir(folder()), "no copy is made that cannot be completed").not.toContain("lying.webp.webp");
});
