import { readFile } from "node:fs/promises";
import sharp from "sharp";
import { recipe } from "#lib/images/recipe.ts";
import { limits } from "../limits.ts";

/*
 * What somebody who knows sharp would write for the same recipe in twenty lines, with nothing around it: no checks, no
 * metadata, no storage. "cascade" decodes once, "independent" once per rendition.
 */

sharp.cache(false);
sharp.concurrency(1);
const { large, medium, thumbnail } = recipe.renditions;

async function isAnimated(body: Buffer): Promise<boolean> {
  const { pages = 1, width, height, pageHeight = height } = await sharp(body).metadata();
  return pages > 1 && pages <= limits.animatedFrames && pages * width * pageHeight <= limits.maxPixels;
}

async function cascade(body: Buffer): Promise<void> {
  const animated = await isAnimated(body);
  if (animated) {
    for (const size of [large, medium])
      await sharp(body, { animated }).resize(resizeTo(size)).webp(encoding(size)).toBuffer();
  }
  let pixels = await sharp(body).autoOrient().resize(resizeTo(large)).raw().toBuffer({ resolveWithObject: true });
  if (!animated) await sharp(pixels.data, { raw: pixels.info }).webp(encoding(large)).toBuffer();
  pixels = await sharp(pixels.data, { raw: pixels.info })
    .resize(resizeTo(medium))
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (!animated) await sharp(pixels.data, { raw: pixels.info }).webp(encoding(medium)).toBuffer();
  await sharp(pixels.data, { raw: pixels.info }).resize(resizeTo(thumbnail)).webp(encoding(thumbnail)).toBuffer();
}

async function independent(body: Buffer): Promise<void> {
  const animated = await isAnimated(body);
  for (const size of [large, medium, thumbnail]) {
    const moves = animated && size.animated;
    const picture = moves ? sharp(body, { animated: true }) : sharp(body).autoOrient();
    await picture.resize(resizeTo(size)).webp(encoding(size)).toBuffer();
  }
}

function resizeTo({ width, height, fit }: { width: number; height: number; fit: "inside" | "cover" }) {
  return { width, height, fit, withoutEnlargement: true };
}

function encoding({ quality, effort }: { quality: number; effort: number }) {
  return { quality, effort };
}

process.on("message", async ({ path, how }: { path: string; how: "cascade" | "independent" }) => {
  const body = await readFile(path);
  await (how === "cascade" ? cascade(body) : independent(body));
  process.send?.("done");
});
process.send?.("up");
