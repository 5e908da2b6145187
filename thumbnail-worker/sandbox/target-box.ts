import type { Sharp } from "sharp";
import type { RenditionRecipe } from "#lib/images/recipe.ts";

export interface Size {
  width: number;
  height: number;
}

/** The size of a rendition of a picture. A crop and a box are never larger than their picture. */
export function targetBox(recipe: RenditionRecipe, { width, height }: Size): Size {
  if (recipe.fit === "cover") return { width: Math.min(recipe.width, width), height: Math.min(recipe.height, height) };
  const inside = Math.min(recipe.width / width, recipe.height / height);
  const { panorama } = recipe;
  const beyond = panorama
    ? Math.min(panorama.shorter / Math.min(width, height), panorama.longest / Math.max(width, height))
    : 0;
  const scale = Math.min(1, Math.max(inside, beyond));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** A pipeline that ends in a box as targetBox gives it. */
export function resized(pipeline: Sharp, box: Size, fit: RenditionRecipe["fit"]): Sharp {
  return pipeline.resize(box.width, box.height, { fit: fit === "cover" ? "cover" : "fill" });
}
