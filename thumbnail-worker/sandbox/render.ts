import { stat } from "node:fs/promises";
import type { RenditionRecipe } from "#lib/images/recipe.ts";
import { decodePicture } from "./decode-picture.ts";
import { decode, fromPixels, type Pixels, toPixels } from "./decoder.ts";
import type { Inspected } from "./inspect.ts";
import { ANIMATION_PIXELS } from "./pixel-limits.ts";
import { makePlaceholder, type Placeholder } from "./placeholder.ts";
import { resized, type Size, targetBox } from "./target-box.ts";

export interface Rendition {
  name: string;
  body: Buffer;
  width: number;
  height: number;
}

export interface Rendered extends Placeholder, Size {
  renditions: Rendition[];
  /** Whether something shows through the picture. */
  transparent: boolean | undefined;
  /** Whether the end of the file is missing, and with it perhaps a part of the picture. */
  incomplete: boolean | undefined;
  /** Time until the pixels of the largest rendition stood in memory, milliseconds. */
  decodeMs: number;
  /** Time for everything made from them, milliseconds. */
  renderMs: number;
}

type Renditions = Record<string, RenditionRecipe>;

/*
 * What a file of a few kilobytes may become, which quotas do not see: lossless formats describe noise that repeats in a
 * few bytes, lossy ones in none. A rendition may have MAX_GROWTH times the bytes of its original, or these (decision
 * 240).
 */
const MAX_GROWTH = 4;
const STILL_BYTES = 64 * 1024;
/** Pages full of small print, the most that is to be seen clearly, have 0.35 as JPEG. */
const STILL_BYTES_PER_PIXEL = 0.5;
const ANIMATION_BYTES = 1024 * 1024;
/** Of a still that would have more. Noise has 0.45 bytes a pixel then. */
const LOWEST_QUALITY = 10;

/**
 * Every rendition of a picture, from one decode: the largest is shrunk while decoding, each smaller one is made from
 * the one before. Upright, in sRGB, with its alpha, without any metadata, never enlarged. `width` and `height` are
 * those of the whole picture.
 * @throws PictureError `corrupt_image` when too little of it decodes
 */
export async function render(picture: Inspected, renditions: Renditions): Promise<Rendered> {
  const startedAt = performance.now();
  const [largest, ...smaller] = Object.entries(renditions)
    .map(([name, recipe]) => ({ name, recipe }))
    .sort((one, other) => other.recipe.width * other.recipe.height - one.recipe.width * one.recipe.height);
  if (!largest) throw new RangeError("Expected a recipe with at least one rendition but received none");

  const { pixels: first, size, incomplete } = await decodePicture(picture, largest.recipe);
  const decodeMs = performance.now() - startedAt;
  const grownBytes = MAX_GROWTH * (await stat(picture.path)).size;
  const stills = [{ ...largest, pixels: first }];
  let source: Pixels = first;
  for (const { name, recipe } of smaller) {
    const box = targetBox(recipe, size);
    const pixels = covers(source, box)
      ? await toPixels(resized(fromPixels(source), box, recipe.fit))
      : (await decodePicture(picture, recipe)).pixels;
    // A crop has lost its edges, so nothing else is made from it.
    if (recipe.fit === "inside") source = pixels;
    stills.push({ name, recipe, pixels });
  }

  const moving = picture.animated ? await renderAnimated(picture, [largest, ...smaller], size, grownBytes) : [];
  const [placeholder, transparent, ...encoded] = await Promise.all([
    makePlaceholder(source),
    isTransparent(source),
    ...stills
      .filter(({ name }) => !moving.some((rendition) => rendition.name === name))
      .map(async ({ name, recipe, pixels }): Promise<Rendition> => {
        return {
          name,
          body: await encodeWithin(grownBytes, pixels, recipe),
          width: pixels.width,
          height: pixels.height,
        };
      }),
  ]);
  return {
    ...placeholder,
    ...size,
    transparent: transparent || undefined,
    incomplete: incomplete || undefined,
    renditions: [...moving, ...encoded],
    decodeMs,
    renderMs: performance.now() - startedAt - decodeMs,
  };
}

/** Whether `box` can be made of `source` without enlarging it. */
function covers(source: Size, box: Size): boolean {
  return source.width >= box.width && source.height >= box.height;
}

async function isTransparent(pixels: Pixels): Promise<boolean> {
  return pixels.channels % 2 === 0 && !(await fromPixels(pixels).stats()).isOpaque;
}

/** A still; one of too many bytes, see above, is of the lowest quality. */
async function encodeWithin(grownBytes: number, pixels: Pixels, recipe: RenditionRecipe): Promise<Buffer> {
  const body = await encode(pixels, recipe);
  const maxBytes = Math.max(grownBytes, STILL_BYTES, STILL_BYTES_PER_PIXEL * pixels.width * pixels.height);
  return body.byteLength <= maxBytes ? body : encode(pixels, { ...recipe, quality: LOWEST_QUALITY });
}

function encode(pixels: Pixels, recipe: RenditionRecipe): Promise<Buffer> {
  const pipeline = fromPixels(pixels);
  if (recipe.format === "webp") return pipeline.webp(encoding(recipe)).toBuffer();
  // JPEG knows no transparency; paper is white.
  const opaque = pixels.channels % 2 === 0 ? pipeline.flatten({ background: "white" }) : pipeline;
  return opaque.jpeg({ quality: recipe.quality }).toBuffer();
}

/**
 * The renditions that move; none when a later frame is damaged, since the first one still makes a picture, or when they
 * would have too many bytes.
 */
async function renderAnimated(
  picture: Inspected,
  steps: { name: string; recipe: RenditionRecipe }[],
  size: Size,
  grownBytes: number,
): Promise<Rendition[]> {
  const renditions: Rendition[] = [];
  for (const { name, recipe } of steps.filter((step) => step.recipe.animated)) {
    try {
      // Frames in memory would be a hundred pictures at once; read anew, only a few rows of them are.
      const { data, info } = await resized(
        decode(picture.path, { maxPixels: ANIMATION_PIXELS, frames: picture.frames }),
        targetBox(recipe, size),
        recipe.fit,
      )
        .webp({ ...encoding(recipe), delay: picture.delays, loop: picture.loops })
        .toBuffer({ resolveWithObject: true });
      if (data.byteLength > Math.max(grownBytes, ANIMATION_BYTES)) return [];
      renditions.push({ name, body: data, width: info.width, height: info.pageHeight ?? info.height });
    } catch {
      return [];
    }
  }
  return renditions;
}

function encoding(recipe: RenditionRecipe) {
  return { quality: recipe.quality, effort: recipe.effort };
}
