import type { Sharp } from "sharp";
import type { RenditionRecipe } from "#lib/images/recipe.ts";
import { completedJpeg } from "./completed-jpeg.ts";
import { completedPng } from "./completed-png.ts";
import { withHeicPixels } from "./decode-heic.ts";
import { fromPixels, type Pixels, toPixels } from "./decoder.ts";
import type { Inspected } from "./inspect.ts";
import { toPictureError } from "./picture-error.ts";
import { FILLS, MIN_SHOWN_PART, shownPart } from "./shown-part.ts";
import { resized, type Size, targetBox } from "./target-box.ts";
import { convertByProfile, decodeToSrgb, decodeUnconverted, profileOf, withoutAlphaInColours } from "./to-srgb.ts";

export interface DecodedPicture {
  /** Upright, in sRGB, as large as the rendition wants them. */
  pixels: Pixels;
  /** Of the whole picture, upright. */
  size: Size;
  /** Whether the end of the file is missing. */
  incomplete: boolean;
}

/** From this orientation on, EXIF turns a picture on its side. */
const FIRST_SIDEWAYS_ORIENTATION = 5;

/**
 * Decodes the first frame straight to the size that a rendition wants.
 * @throws PictureError `corrupt_image` and what libheif's failures are called
 */
export async function decodePicture(picture: Inspected, recipe: RenditionRecipe): Promise<DecodedPicture> {
  const { pixels, stored, incomplete } =
    picture.contentType === "image/heic" ? await decodeHeic(picture, recipe) : await decodeByVips(picture, recipe);
  const { orientation } = picture;
  return {
    pixels: orientation === 1 ? pixels : await toPixels(turned(fromPixels(pixels), orientation)),
    size: turnedSize(stored, orientation),
    incomplete,
  };
}

interface StoredPicture {
  pixels: Pixels;
  /** Of the whole picture as it is stored. */
  stored: Size;
  incomplete: boolean;
}

async function decodeHeic(picture: Inspected, recipe: RenditionRecipe): Promise<StoredPicture> {
  const icc = profileOf(picture);
  // libheif turns what the file says to turn, so that only its pixels know their size.
  return withHeicPixels(picture.path, picture, async (whole, incomplete) => {
    const box = storedBox(recipe, whole, picture.orientation);
    const isWhole = box.width === whole.width && box.height === whole.height;
    const shrunk = withoutAlphaInColours(
      { ...(isWhole ? whole : await toPixels(resized(fromPixels(whole), box, recipe.fit))), bitsPerChannel: 8 },
      picture,
    );
    const stored = { width: whole.width, height: whole.height };
    return {
      pixels: icc
        ? await convertByProfile(shrunk, icc, picture)
        : // What is in the decoder's memory does not stay there.
          { ...shrunk, data: isWhole ? Buffer.from(shrunk.data) : shrunk.data },
      stored,
      incomplete,
    };
  });
}

async function decodeByVips(picture: Inspected, recipe: RenditionRecipe): Promise<StoredPicture> {
  const stored = { width: picture.width, height: picture.height };
  const box = storedBox(recipe, stored, picture.orientation);
  const shrink = (pipeline: Sharp) => resized(pipeline, box, recipe.fit);
  try {
    const pixels = await decodeToSrgb(picture, { lenient: false }, shrink);
    return { pixels, stored, incomplete: picture.incomplete };
  } catch (cause) {
    const part = await decodePart(picture, shrink).catch(() => undefined);
    if (part) return { ...part, stored };
    throw toPictureError("The picture does not decode to its end", cause);
  }
}

/** What is there of a picture that does not decode to its end; undefined when it is too little. */
async function decodePart(
  picture: Inspected,
  shrink: (pipeline: Sharp) => Sharp,
): Promise<Omit<StoredPicture, "stored"> | undefined> {
  const png = picture.contentType === "image/png" ? await completedPng(picture.path) : undefined;
  if (png) {
    const pixels = await decodeToSrgb({ ...picture, path: png.path }, { lenient: true }, shrink);
    return { pixels, incomplete: !png.isWhole };
  }
  const fill = FILLS.get(picture.contentType);
  if (fill === undefined) return undefined;
  const jpeg = picture.contentType === "image/jpeg" ? await completedJpeg(picture.path) : undefined;
  const readable = jpeg ? { ...picture, path: jpeg } : picture;
  const unconverted = await decodeUnconverted(readable, { lenient: true }, shrink);
  if (shownPart(unconverted, fill) < MIN_SHOWN_PART) return undefined;
  return { pixels: await decodeToSrgb(readable, { lenient: true }, shrink), incomplete: true };
}

/** The box of a rendition for a picture that is turned only afterwards. */
function storedBox(recipe: RenditionRecipe, stored: Size, orientation: number): Size {
  return turnedSize(targetBox(recipe, turnedSize(stored, orientation)), orientation);
}

function turnedSize({ width, height }: Size, orientation: number): Size {
  return orientation >= FIRST_SIDEWAYS_ORIENTATION ? { width: height, height: width } : { width, height };
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
