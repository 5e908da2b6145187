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
  /**
   * Of a long picture, such as a panorama, `inside` goes beyond its box until the shorter side has `shorter` pixels or
   * the longer one `longest`: what is shown of it is as high as that of others, only not as wide.
   */
  panorama?: { shorter: number; longest: number };
  format: RenditionFormat;
  /** Of the encoder, 1 to 100. */
  quality: number;
  /** CPU spent on compressing WebP, 0 to 6: 2 takes half the time of the usual 4 for files about 7% larger. */
  effort: number;
  /** Whether an animated original stays animated here. */
  animated: boolean;
  /** Content types of the originals that get it; all when absent. */
  onlyFor?: readonly string[];
}

export type RenditionFormat = "webp" | "jpeg";

const formats = {
  webp: { contentType: "image/webp", extension: "webp" },
  jpeg: { contentType: "image/jpeg", extension: "jpg" },
} as const satisfies Record<RenditionFormat, { contentType: string; extension: string }>;

/** What no browser shows as it is. HEIC counts, since Safari alone decodes it. */
const UNSHOWABLE = ["image/heic", "image/heif", "image/tiff"] as const;

/**
 * How files end by version: those of the first version are all WebP. One stays here for as long as there may be
 * renditions of it.
 */
const FIRST_EXTENSION = "webp";

/** What renditions are of when nothing says so. */
export const FIRST_VERSION = "v1";

export const recipe = {
  version: "v3",
  renditions: {
    full: {
      width: 4096,
      height: 4096,
      fit: "inside",
      panorama: { shorter: 2048, longest: 16_384 },
      format: "jpeg",
      quality: 90,
      effort: 2,
      animated: false,
      onlyFor: UNSHOWABLE,
    },
    large: {
      width: 1600,
      height: 1600,
      fit: "inside",
      panorama: { shorter: 512, longest: 8192 },
      format: "webp",
      quality: 80,
      effort: 2,
      animated: true,
    },
    medium: {
      width: 512,
      height: 512,
      fit: "inside",
      panorama: { shorter: 256, longest: 8192 },
      format: "webp",
      quality: 78,
      effort: 2,
      animated: true,
    },
    thumbnail: { width: 128, height: 128, fit: "cover", format: "webp", quality: 75, effort: 2, animated: false },
  },
} as const satisfies {
  version: string;
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

const BEFORE_LONG_FULL_VIEWS = "v2";

/**
 * Whether a picture looks the same by an earlier version as by this one, so that nothing is to be rendered again: v3
 * gives the full view of long pictures more pixels, and changes no other.
 */
export function isUnchangedSince(
  renditionsVersion: string,
  {
    contentType,
    width = 1,
    height = 1,
  }: { contentType: string; width?: number | undefined; height?: number | undefined },
): boolean {
  const { full } = recipe.renditions;
  const isLong = Math.max(width, height) / Math.min(width, height) > full.width / full.panorama.shorter;
  const hasLongFullView = isLong && (full.onlyFor as readonly string[]).includes(contentType);
  return parseRecipeVersion(renditionsVersion) === BEFORE_LONG_FULL_VIEWS && !hasLongFullView;
}

/** How the file of a rendition of a version ends. */
export function getExtension(name: string, renditionsVersion: string): string {
  if (parseRecipeVersion(renditionsVersion) === FIRST_VERSION) return FIRST_EXTENSION;
  return formats[getFormat(name)].extension;
}

/** The content type of a rendition of this recipe. */
export function contentTypeOfRendition(name: string): string {
  return formats[getFormat(name)].contentType;
}

function getFormat(name: string): RenditionFormat {
  return (recipe.renditions as Record<string, RenditionRecipe>)[name]?.format ?? "webp";
}

/** The renditions that an original of a type gets, by name. */
export function renditionsFor<Recipe extends RenditionRecipe>(
  renditions: Record<string, Recipe>,
  contentType: string,
): Record<string, Recipe> {
  return Object.fromEntries(
    Object.entries(renditions).filter(([, { onlyFor }]) => !onlyFor || onlyFor.includes(contentType)),
  );
}
