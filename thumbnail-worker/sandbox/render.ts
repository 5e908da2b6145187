import type { Sharp } from "sharp";
import type { RenditionRecipe } from "#lib/images/recipe.ts";
import { decode, fromOwnTiff, fromPixels, type Pixels, toPixels } from "./decoder.ts";
import { isSrgbProfile } from "./icc-profile.ts";
import type { Inspected } from "./inspect.ts";
import { PictureError } from "./picture-error.ts";
import { makePlaceholder, type Placeholder } from "./placeholder.ts";

export interface Rendition {
  name: string;
  body: Buffer;
  width: number;
  height: number;
}

export interface Rendered extends Placeholder {
  renditions: Rendition[];
  /** Time until the pixels of the largest rendition stood in memory, milliseconds. */
  decodeMs: number;
  /** Time for everything made from them, milliseconds. */
  renderMs: number;
}

type Renditions = Record<string, RenditionRecipe>;

/**
 * Every rendition of a picture, from one decode: the largest is shrunk while decoding, each smaller one is made from
 * the one before. Upright, in sRGB, with its alpha, without any metadata, never enlarged.
 * @throws PictureError `corrupt_image` when it does not decode to the end
 */
export async function render(
  path: string,
  picture: Inspected,
  options: { renditions: Renditions; maxPixels: number },
): Promise<Rendered> {
  const startedAt = performance.now();
  const steps = Object.entries(options.renditions)
    .map(([name, recipe]) => ({ name, recipe }))
    .sort((one, other) => other.recipe.width * other.recipe.height - one.recipe.width * one.recipe.height);
  const size = uprightSize(picture);

  const stills: { name: string; recipe: RenditionRecipe; pixels: Pixels }[] = [];
  let source: Pixels | undefined;
  let decodeMs = 0;
  for (const { name, recipe } of steps) {
    const box = targetBox(recipe, size);
    const pixels =
      source && covers(source, box, recipe.fit)
        ? await toPixels(resized(fromPixels(source), box, recipe.fit))
        : await decodeUpright(path, picture, box, recipe.fit, options.maxPixels);
    if (!source) decodeMs = performance.now() - startedAt;
    // A crop has lost its edges, so nothing else is made from it.
    if (recipe.fit === "inside") source = pixels;
    stills.push({ name, recipe, pixels });
  }

  const smallest = source ?? stills[0]?.pixels;
  if (!smallest) throw new RangeError("Expected a recipe with at least one rendition but received none");
  const moving = picture.animated ? await renderAnimated(path, picture, steps, options.maxPixels) : [];
  const [placeholder, ...encoded] = await Promise.all([
    makePlaceholder(smallest),
    ...stills
      .filter(({ name }) => !moving.some((rendition) => rendition.name === name))
      .map(async ({ name, recipe, pixels }): Promise<Rendition> => {
        const body = await fromPixels(pixels).webp(encoding(recipe)).toBuffer();
        return { name, body, width: pixels.width, height: pixels.height };
      }),
  ]);
  return {
    ...placeholder,
    renditions: [...moving, ...encoded],
    decodeMs,
    renderMs: performance.now() - startedAt - decodeMs,
  };
}

interface Size {
  width: number;
  height: number;
}

/** From this orientation on, EXIF turns a picture on its side. */
const FIRST_SIDEWAYS_ORIENTATION = 5;

/** Width and height of a picture as it is to be looked at. */
export function uprightSize({ width, height, orientation }: Inspected): Size {
  return orientation >= FIRST_SIDEWAYS_ORIENTATION ? { width: height, height: width } : { width, height };
}

/** A crop is never larger than its picture; an `inside` box is kept from enlarging by resized(). */
function targetBox(recipe: RenditionRecipe, size: Size): Size {
  if (recipe.fit === "inside") return { width: recipe.width, height: recipe.height };
  return { width: Math.min(recipe.width, size.width), height: Math.min(recipe.height, size.height) };
}

/** Whether `box` can be made of `source` without enlarging it; for a long panorama the cascade gets too thin. */
function covers(source: Size, box: Size, fit: RenditionRecipe["fit"]): boolean {
  return fit === "inside" || (source.width >= box.width && source.height >= box.height);
}

function resized(pipeline: Sharp, box: Size, fit: RenditionRecipe["fit"]): Sharp {
  return pipeline.resize(box.width, box.height, { fit, withoutEnlargement: fit === "inside" });
}

/**
 * Decodes the first frame straight to the size wanted. Turning it upright and converting a wide-gamut profile come
 * after shrinking, where they cost a fraction of what they cost on all pixels.
 */
async function decodeUpright(
  path: string,
  picture: Inspected,
  box: Size,
  fit: RenditionRecipe["fit"],
  maxPixels: number,
): Promise<Pixels> {
  const sideways = picture.orientation >= FIRST_SIDEWAYS_ORIENTATION;
  const storedBox = sideways ? { width: box.height, height: box.width } : box;
  const pipeline = resized(decode(path, { maxPixels }), storedBox, fit);
  try {
    const pixels = await toPixels(await inSrgb(pipeline, picture));
    return picture.orientation === 1 ? pixels : await toPixels(turned(fromPixels(pixels), picture.orientation));
  } catch (cause) {
    throw new PictureError("corrupt_image", "The picture does not decode to its end", { cause });
  }
}

async function inSrgb(pipeline: Sharp, { icc, space, bitsPerChannel }: Inspected): Promise<Sharp> {
  // sharp converts CMYK, grey and 16-bit pictures by their profile itself, at the start.
  if (!icc || space !== "srgb" || bitsPerChannel !== 8) return pipeline;
  // To keep a profile is to leave the pixels in its space.
  if (isSrgbProfile(icc)) return pipeline.keepIccProfile();
  return fromOwnTiff(await pipeline.keepIccProfile().tiff({ compression: "none" }).toBuffer());
}

/** EXIF orientations 2 to 8 undone; see the table in TIFF 6.0, tag 274. */
function turned(pipeline: Sharp, orientation: number): Sharp {
  switch (orientation) {
    case 2:
      return pipeline.flop();
    case 3:
      return pipeline.rotate(180);
    case 4:
      return pipeline.flip();
    case 5:
      return pipeline.flop().rotate(270);
    case 6:
      return pipeline.rotate(90);
    case 7:
      return pipeline.flop().rotate(90);
    case 8:
      return pipeline.rotate(270);
    default:
      return pipeline;
  }
}

/** The renditions that move; none when a later frame is damaged, since the first one still makes a picture. */
async function renderAnimated(
  path: string,
  picture: Inspected,
  steps: { name: string; recipe: RenditionRecipe }[],
  maxPixels: number,
): Promise<Rendition[]> {
  const renditions: Rendition[] = [];
  for (const { name, recipe } of steps.filter((step) => step.recipe.animated)) {
    try {
      // Frames in memory would be a hundred pictures at once; read anew, only a few rows of them are.
      const { data, info } = await resized(decode(path, { maxPixels, frames: -1 }), recipe, recipe.fit)
        .webp({ ...encoding(recipe), delay: picture.delays, loop: picture.loops })
        .toBuffer({ resolveWithObject: true });
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
