import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recipe } from "#lib/images/recipe.ts";
import { childProcessIds } from "#tests/support/child-processes.ts";
import * as factory from "#tests/support/image-factory.ts";
import { commandLine } from "#tests/support/process-tree.ts";
import { createRenderer } from "./renderer.ts";

const limits = {
  maxPixels: 50_000_000,
  maxFrames: 1_000,
  animatedFrames: 100,
  timeoutMs: 20_000,
  maxMemoryBytes: 768 * 1024 * 1024,
};
/** Lossy compression moves a channel by no more than this. */
const COLOUR_TOLERANCE = 16;

// The render process allows itself few loaders; the tests, which look at its work, keep all.
const renderer = createRenderer();

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "skylight-render-"));
});
afterAll(async () => {
  await renderer.close();
  await rm(folder, { recursive: true });
});

async function renderFile(file: factory.TestFile, overrides: Partial<typeof limits> = {}) {
  const path = join(folder, file.fileName);
  await writeFile(path, file.body);
  const picture = await renderer.render({
    path,
    limits: { ...limits, ...overrides },
    renditions: recipe.renditions,
  });
  const rendition = (name: keyof typeof recipe.renditions) => {
    const found = picture.renditions.find((candidate) => candidate.name === name);
    if (!found) throw new Error(`Expected a rendition "${name}"`);
    return found;
  };
  return { picture, rendition };
}

type Colour = { r: number; g: number; b: number };

/** The colours in the middle of the four quarters. */
async function measureQuarters(body: Buffer): Promise<Record<keyof typeof factory.quarterColours, Colour>> {
  const { data, info } = await sharp(body).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number): Colour => {
    const index = (Math.floor(info.height * y) * info.width + Math.floor(info.width * x)) * info.channels;
    const [r = 0, g = 0, b = 0] = data.subarray(index);
    return { r, g, b };
  };
  return {
    topLeft: at(0.25, 0.25),
    topRight: at(0.75, 0.25),
    bottomLeft: at(0.25, 0.75),
    bottomRight: at(0.75, 0.75),
  };
}

async function expectUpright(body: Buffer, expected: Record<string, Colour> = factory.quarterColours) {
  const colours = await measureQuarters(body);
  for (const [place, colour] of Object.entries(expected)) {
    const seen = colours[place as keyof typeof colours];
    for (const channel of ["r", "g", "b"] as const) {
      const difference = Math.abs(seen[channel] - colour[channel]);
      expect(difference, `${place} ${channel}: expected ${colour[channel]}, saw ${seen[channel]}`).toBeLessThanOrEqual(
        COLOUR_TOLERANCE,
      );
    }
  }
}

describe("a photo", () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])("with EXIF orientation %i stands upright in every rendition", async (turn) => {
    const file = await factory.jpegWithExif(turn);
    await expectUpright(await sharp(file.body).autoOrient().png().toBuffer());
    const { picture } = await renderFile(file);
    expect({ width: picture.width, height: picture.height }).toEqual({ width: 640, height: 480 });
    expect(picture.renditions.map(({ name }) => name).sort()).toEqual(["large", "medium", "thumbnail"]);
    for (const { body } of picture.renditions) await expectUpright(body);
  });

  test("whose EXIF ends its name with another byte, as browsers accept it, stands upright", async () => {
    const file = await factory.jpegWithExif(6);
    file.body.write("Exif\0\xff", file.body.indexOf("Exif\0\0"), "latin1");
    const { picture } = await renderFile(file);
    for (const { body } of picture.renditions) await expectUpright(body);
  });

  test("tells when, where and with what it was taken, and its renditions tell nothing", async () => {
    const { picture } = await renderFile(await factory.jpegWithExif(6));
    expect(picture).toMatchObject({
      takenAt: factory.capture.takenAt,
      takenAtSource: "exif_original",
      shot: {
        camera: factory.capture.camera,
        lens: "Acme 35mm",
        exposureTime: 0.005,
        fNumber: 2.8,
        focalLength: 35,
        iso: 400,
        latitude: factory.capture.latitude,
        longitude: factory.capture.longitude,
      },
    });
    for (const { body } of picture.renditions) {
      const metadata = await sharp(body).metadata();
      expect(metadata).toMatchObject({ format: "webp", hasProfile: false });
      expect([metadata.exif, metadata.xmp, metadata.iptc, metadata.icc, metadata.orientation]).toEqual(
        Array(5).fill(undefined),
      );
    }
  });

  test.each([
    ["JPEG in Display P3", factory.wideGamutJpeg],
    ["JPEG with an sRGB profile", factory.srgbProfileJpeg],
    ["16-bit PNG", factory.png16Bit],
    ["WebP", factory.webp],
    ["AVIF", factory.avif],
    ["TIFF", factory.tiff],
  ])("as %s keeps its colours", async (_, make) => {
    const { picture } = await renderFile(await make());
    for (const { body } of picture.renditions) await expectUpright(body);
  });

  test("in CMYK looks as its profile says", async () => {
    const file = await factory.cmykJpeg();
    const reference = await measureQuarters(await sharp(file.body).toColourspace("srgb").png().toBuffer());
    const { picture } = await renderFile(file);
    for (const { body } of picture.renditions) await expectUpright(body, reference);
  });

  test("in grey stays grey", async () => {
    const { rendition } = await renderFile(await factory.greyJpeg());
    const { topLeft } = await measureQuarters(rendition("thumbnail").body);
    expect(Math.max(topLeft.r, topLeft.g, topLeft.b) - Math.min(topLeft.r, topLeft.g, topLeft.b)).toBeLessThan(6);
  });

  test("keeps its transparency", async () => {
    const { rendition, picture } = await renderFile(await factory.pngWithAlpha());
    for (const name of ["large", "medium", "thumbnail"] as const) {
      const { data, info } = await sharp(rendition(name).body).raw().toBuffer({ resolveWithObject: true });
      const alphaAt = (x: number) => data[(Math.floor(info.height / 2) * info.width + x) * 4 + 3];
      expect([alphaAt(2), alphaAt(info.width - 3)]).toEqual([255, 0]);
    }
    expect(picture.dominantColor).toBe("#c82828");
  });

  test("has a thumbnail of exactly 128×128, and larger renditions within their boxes", async () => {
    const { rendition } = await renderFile(await factory.jpegWithExif(1, 3000, 2000));
    for (const [name, width, height] of [
      ["large", 1600, 1067],
      ["medium", 512, 341],
      ["thumbnail", 128, 128],
    ] as const) {
      expect(rendition(name)).toMatchObject({ width, height });
      expect(await sharp(rendition(name).body).metadata()).toMatchObject({ width, height });
    }
  });

  test("is never enlarged", async () => {
    const { rendition } = await renderFile(await factory.jpegWithExif(1, 100, 60));
    for (const name of ["large", "medium", "thumbnail"] as const) {
      expect(rendition(name)).toMatchObject({ width: 100, height: 60 });
    }
  });

  test.each([
    [5000, 200],
    [200, 5000],
  ])("of %i×%i, a panorama, has a sharp thumbnail cut from its middle", async (width, height) => {
    const { rendition } = await renderFile(await factory.jpegWithExif(1, width, height));
    expect(rendition("thumbnail")).toMatchObject({ width: 128, height: 128 });
    await expectUpright(rendition("thumbnail").body);
  });
});

describe("an animation", () => {
  test.each([
    ["GIF", factory.animatedGif],
    ["WebP", factory.animatedWebp],
  ])("(%s) moves in the larger renditions, not as thumbnail", async (_, make) => {
    const { rendition, picture } = await renderFile(await make());
    expect(picture.frames).toBe(5);
    for (const name of ["large", "medium"] as const) {
      const metadata = await sharp(rendition(name).body).metadata();
      expect(metadata).toMatchObject({ pages: 5, width: 60, delay: [80, 80, 80, 80, 80], loop: 0 });
      expect(rendition(name)).toMatchObject({ width: 60, height: 40 });
    }
    expect((await sharp(rendition("thumbnail").body).metadata()).pages).toBeUndefined();
  });

  test("beyond the budget of frames is shown still", async () => {
    const { rendition, picture } = await renderFile(await factory.animatedGif(6), { animatedFrames: 5 });
    expect(picture.frames).toBe(6);
    expect((await sharp(rendition("large").body).metadata()).pages).toBeUndefined();
  });

  test("beyond the budget of pixels is shown still", async () => {
    const { rendition } = await renderFile(await factory.animatedGif(5, 60, 40), { maxPixels: 4 * 60 * 40 });
    expect((await sharp(rendition("large").body).metadata()).pages).toBeUndefined();
  });

  test("beyond the frames that are accepted fails", async () => {
    await expect(renderFile(factory.gifOfManyFrames())).rejects.toMatchObject({ code: "too_many_frames" });
  });
});

describe("noise that repeats, which a few kilobytes describe", () => {
  const SIDE = 512;

  /** Frames of noise, each another, as a lossless WebP. */
  async function noise(frames: number): Promise<factory.TestFile> {
    const tiles = Array.from({ length: frames }, () => ({
      input: randomBytes(32 * 32 * 3),
      raw: { width: 32, height: 32, channels: 3 as const },
    }));
    const pages = await Promise.all(
      tiles.map(({ input, raw }) =>
        sharp({ create: { width: SIDE, height: SIDE, channels: 3, background: "black" } })
          .composite([{ input, raw, tile: true }])
          .png()
          .toBuffer(),
      ),
    );
    const picture = frames === 1 ? sharp(pages[0]) : sharp(pages, { join: { animated: true } });
    const body = await picture.webp({ lossless: true, effort: 0 }).toBuffer();
    return { fileName: "noise.webp", contentType: "image/webp", body };
  }

  test("becomes a still of a bounded size", async () => {
    const file = await noise(1);
    expect(file.body.byteLength).toBeLessThan(10_000);
    const { rendition } = await renderFile(file);
    expect(rendition("large")).toMatchObject({ width: SIDE, height: SIDE });
    expect(rendition("large").body.byteLength).toBeLessThan(SIDE * SIDE * 0.5);
  });

  test("moves no more where the animation would be a hundred times as large", { timeout: 20_000 }, async () => {
    const { picture, rendition } = await renderFile(await noise(5));
    expect((await sharp(rendition("large").body).metadata()).pages).toBeUndefined();
    const bytes = picture.renditions.reduce((sum, { body }) => sum + body.byteLength, 0);
    expect(bytes).toBeLessThan(3 * SIDE * SIDE * 0.5);
  });
});

describe("a file that is not what it should be", () => {
  test("is what its content is when it was announced as another type", async () => {
    const file: factory.TestFile = { ...(await factory.webp()), fileName: "a.jpg", contentType: "image/jpeg" };
    expect((await renderFile(file)).picture.contentType).toBe("image/webp");
  });

  test("fails as unsupported when it is an SVG, whatever it was announced as", async () => {
    const file: factory.TestFile = { fileName: "a.png", contentType: "image/png", body: factory.svgWithScript() };
    await expect(renderFile(file)).rejects.toMatchObject({ code: "unsupported_format" });
  });

  test("fails before decoding when its header claims too many pixels", async () => {
    await expect(renderFile(factory.pngBomb(30_000, 30_000))).rejects.toMatchObject({ code: "too_many_pixels" });
  });
});

test("what is thrown over a picture twice, by two processes, is told once; what may pass is not blamed on it", {
  timeout: 30_000,
}, async () => {
  const file = await factory.smallPhoto(1);
  const path = join(folder, file.fileName);
  await writeFile(path, file.body);
  // Without a rendition to make it throws what nobody has thought of.
  await expect(renderer.render({ path, limits, renditions: {} })).rejects.toMatchObject({
    name: "PictureError",
    code: "internal",
  });
  const missing = renderer.render({ path: `${path}.gone`, limits, renditions: recipe.renditions });
  await expect(missing).rejects.toMatchObject({ name: "RendererError" });
  await expect(renderer.render({ path, limits, renditions: recipe.renditions })).resolves.toHaveProperty("width");
});

test("a resting renderer ends its process after the current picture and starts another for the next one", {
  timeout: 30_000,
}, async () => {
  const processes = () => childProcessIds().filter((pid) => commandLine(pid).includes("render-process"));
  const others = processes();
  const resting = createRenderer();
  try {
    const file = await factory.smallPhoto(1);
    const path = join(folder, file.fileName);
    await writeFile(path, file.body);
    const job = { path, limits, renditions: recipe.renditions };
    const first = resting.render(job);
    const rested = resting.rest();
    await expect(first).resolves.toHaveProperty("width");
    await rested;
    expect(processes()).toEqual(others);
    await expect(resting.render(job)).resolves.toHaveProperty("width");
    expect(processes()).toHaveLength(others.length + 1);
  } finally {
    await resting.close();
  }
});
