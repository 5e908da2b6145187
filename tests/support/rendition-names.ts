import type { AcceptedContentType } from "#lib/images/image.ts";
import { type RenditionName, recipe, renditionsFor } from "#lib/images/recipe.ts";

/** The renditions that an original of a type is to have, a JPEG unless told. */
export function expectedRenditions(contentType: AcceptedContentType = "image/jpeg"): RenditionName[] {
  return Object.keys(renditionsFor(recipe.renditions, contentType)) as RenditionName[];
}
