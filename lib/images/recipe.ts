/**
 * The recipe: which renditions every image gets. A rendition's key carries `version`, so its content never changes
 * and may be cached for ever; any change below needs a new version.
 *
 * `cover` crops to exactly `width`×`height`; `inside` fits within them. Neither enlarges beyond the original,
 * but a `cover` crop of an image smaller than the box keeps the image's own size.
 */
export interface RenditionRecipe {
  width: number;
  height: number;
  fit: "cover" | "inside";
  /** WebP quality, 1 to 100. */
  quality: number;
  /** CPU spent on compressing, 0 to 6: 2 takes half the time of the usual 4 for files about 7% larger. */
  effort: number;
  /** Whether an animated original stays animated here. */
  animated: boolean;
}

/** How files end by version. One stays here for as long as there may be renditions of it. */
const extensions = { v1: "webp" } as const;

/** What renditions are of when nothing says so. */
export const FIRST_VERSION = "v1";

export const recipe = {
  version: "v1",
  contentType: "image/webp",
  renditions: {
    large: { width: 1600, height: 1600, fit: "inside", quality: 80, effort: 2, animated: true },
    medium: { width: 512, height: 512, fit: "inside", quality: 78, effort: 2, animated: true },
    thumbnail: { width: 128, height: 128, fit: "cover", quality: 75, effort: 2, animated: false },
  },
} as const satisfies {
  version: keyof typeof extensions;
  contentType: string;
  renditions: Record<string, RenditionRecipe>;
};

export type RenditionName = keyof typeof recipe.renditions;

export const renditionNames = Object.keys(recipe.renditions) as [RenditionName, ...RenditionName[]];

/** The version of the recipe that renditions are of; those of a re-render carry its number behind a dot: "v2.7". */
export function parseRecipeVersion(renditionsVersion: string): string {
  return renditionsVersion.split(".")[0] ?? renditionsVersion;
}

/** Whether renditions are of the recipe as it stands. */
export function isCurrentRecipe(renditionsVersion: string | undefined): renditionsVersion is string {
  return renditionsVersion !== undefined && parseRecipeVersion(renditionsVersion) === recipe.version;
}

/** How the files of renditions of a version end. */
export function getExtension(renditionsVersion: string): string {
  return (extensions as Record<string, string>)[parseRecipeVersion(renditionsVersion)] ?? extensions[recipe.version];
}
