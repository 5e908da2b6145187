import { z } from "zod";
import { captureTimeSources } from "./capture-time.ts";
import { MAX_CAPTION_LENGTH, MAX_KEYWORD_LENGTH, MAX_KEYWORDS, MAX_RATING, MAX_TITLE_LENGTH } from "./embedded-text.ts";
import { failureCodes } from "./failure.ts";
import { FIRST_VERSION } from "./recipe.ts";
import { turnedField } from "./rotation.ts";

export const imageStatuses = ["uploading", "processing", "ready", "failed"] as const;
export type ImageStatus = (typeof imageStatuses)[number];

/** Content types that may be uploaded: what the worker decodes and a browser may name. */
export const acceptedContentTypes = [
  "image/jpeg",
  "image/heic",
  "image/heif",
  "image/png",
  "image/webp",
  "image/avif",
  "image/gif",
  "image/tiff",
] as const;
export type AcceptedContentType = (typeof acceptedContentTypes)[number];

/** File name endings of the accepted types, for file pickers and for files that arrive without a type. */
export const contentTypeByExtension: Record<string, AcceptedContentType> = {
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  jpe: "image/jpeg",
  jfif: "image/jpeg",
  mpo: "image/jpeg",
  heic: "image/heic",
  heif: "image/heif",
  hif: "image/heif",
  png: "image/png",
  apng: "image/png",
  webp: "image/webp",
  avif: "image/avif",
  gif: "image/gif",
  tif: "image/tiff",
  tiff: "image/tiff",
};

/** The accepted type a file name's ending stands for, or undefined. */
export function contentTypeForFileName(fileName: string): AcceptedContentType | undefined {
  const extension = fileName.slice(fileName.lastIndexOf(".") + 1).toLowerCase();
  return fileName.includes(".") && Object.hasOwn(contentTypeByExtension, extension)
    ? contentTypeByExtension[extension]
    : undefined;
}

export const MAX_FILE_NAME_LENGTH = 255;

/** What the worker read about the shot; every part may be missing, and broken metadata yields none. */
export const shotSchema = z.object({
  camera: z.string().optional(),
  lens: z.string().optional(),
  /** Seconds. */
  exposureTime: z.number().positive().optional(),
  /** The N of f/N. */
  fNumber: z.number().positive().optional(),
  /** Millimetres. */
  focalLength: z.number().positive().optional(),
  iso: z.number().positive().optional(),
  /** Degrees, WGS 84; shown to the owner only. */
  latitude: z.number().min(-90).max(90).optional(),
  longitude: z.number().min(-180).max(180).optional(),
});
export type Shot = z.infer<typeof shotSchema>;

/** Degrees, WGS 84. */
export const positionSchema = z.strictObject({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
});
export type Position = z.infer<typeof positionSchema>;

/** What is written in the file about itself, by its camera or its owner. */
export const embeddedTextSchema = z.object({
  title: z.string().min(1).max(MAX_TITLE_LENGTH).optional(),
  caption: z.string().min(1).max(MAX_CAPTION_LENGTH).optional(),
  keywords: z.array(z.string().min(1).max(MAX_KEYWORD_LENGTH)).max(MAX_KEYWORDS).optional(),
  /** Stars. */
  rating: z.int().min(1).max(MAX_RATING).optional(),
});
export type EmbeddedText = z.infer<typeof embeddedTextSchema>;

const albumMembershipSchema = z.object({
  id: z.string(),
  /** Its place in an album that has an order of its own, ascending. */
  position: z.number(),
  addedAt: z.string(),
});

/** Somebody other than the owner who added an image, and by what right. */
export const contributorSchema = z.object({
  shareId: z.string(),
  /** Made up when a guest adds something for the first time. */
  guestId: z.string(),
  /** What a guest calls themselves. */
  name: z.string().optional(),
});
export type Contributor = z.infer<typeof contributorSchema>;

const storedRenditionSchema = z.object({
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  bytes: z.number().int().positive(),
});
export type StoredRendition = z.infer<typeof storedRenditionSchema>;

const retiredRenditionsSchema = z.object({ version: z.string(), at: z.string() });
/** Renditions that nobody is shown any more, since `at`, and whose links may still be in use. */
export type RetiredRenditions = z.infer<typeof retiredRenditionsSchema>;

const rerenderFailureSchema = z.object({
  /** Number of the re-render. */
  run: z.number().int().positive(),
  at: z.string(),
  code: z.enum(failureCodes),
  message: z.string(),
});
export type RerenderFailure = z.infer<typeof rerenderFailureSchema>;

/** An image as the application knows it. Times are ISO 8601 in UTC unless said otherwise; sizes are bytes or pixels. */
export const imageSchema = z.object({
  id: z.string(),
  ownerId: z.string(),
  /** Counts the changes; a change holds only on the revision it was made from. */
  revision: z.number().int().nonnegative(),
  /** When it was last written, for the change feed; absent when that was before the feed was. Never falls. */
  changedAt: z.string().optional(),
  fileName: z.string(),
  contentType: z.enum(acceptedContentTypes),
  bytes: z.number().int().positive(),
  /** SHA-256 of the original, 64 lower-case hex digits. */
  sha256: z.string(),
  status: z.enum(imageStatuses),
  failureCode: z.enum(failureCodes).optional(),
  /** The kind of failure that it is one of, see failure-group.ts. */
  failureFingerprint: z.string().optional(),
  /** When an admin set the failure aside; its owner sees it all the same. */
  failureDiscardedAt: z.string().optional(),
  /** How often its owner had a failure rendered again since it was last ready. */
  retries: z.number().int().nonnegative().optional(),
  /** Follows this image from upload to ready through logs and processing record. */
  traceId: z.string(),
  /** Pixels after auto-orientation, before `rotation`. */
  width: z.number().int().positive().optional(),
  height: z.number().int().positive().optional(),
  /**
   * Local time of the shot, with an offset where the file has one: "2024-05-01T10:00:00.311+02:00", see
   * capture-time.ts.
   */
  takenAt: z.string().optional(),
  /** Where that time comes from. */
  takenAtSource: z.enum(captureTimeSources).optional(),
  /** Offset from UTC at the shot, "+02:00": the file's own or that of the place; absent when neither is known. */
  takenOffset: z.string().optional(),
  /** Local time that its owner gave it in place of what the file says, with an offset where that is known. */
  ownTime: z.string().optional(),
  /** Where its owner says that it was taken, in place of what the file says; null: nowhere that is known. */
  ownPosition: positionSchema.nullable().optional(),
  /** How its owner turned it, degrees clockwise. */
  rotation: turnedField.optional(),
  /** The stack that its owner put it in; "" for none, absent where its camera's clock decides. */
  stack: z.string().optional(),
  /** When its owner made it the top picture of its stack. */
  topOfStackAt: z.string().optional(),
  uploadedAt: z.string(),
  /** When the status last changed. */
  statusAt: z.string(),
  /**
   * Place in time order, as toSortTime() writes it, else the upload time; for servers of version 0.1.0, which sort by
   * it.
   */
  sortAt: z.string(),
  /** Base64, see https://evanw.github.io/thumbhash/ */
  thumbhash: z.string().optional(),
  /** "#rrggbb" */
  dominantColor: z.string().optional(),
  /** 64 bits in hex that differ in few places for pictures that look alike; absent for plain surfaces. */
  perceptualHash: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional(),
  /** Frames of an animation; absent for a still. */
  frames: z.number().int().positive().optional(),
  /** Whether something shows through it; absent where it is opaque or was rendered before this was recorded. */
  transparent: z.boolean().optional(),
  /** Whether the end of the file is missing, so that a part of the picture is not shown. */
  incomplete: z.boolean().optional(),
  shot: shotSchema.optional(),
  embedded: embeddedTextSchema.optional(),
  favourite: z.boolean(),
  /** Whether its owner took it out of the timeline; albums and searches still show it. */
  archived: z.boolean().optional(),
  /** What its owner wrote, in place of what the file says. */
  title: z.string().min(1).max(MAX_TITLE_LENGTH).optional(),
  caption: z.string().min(1).max(MAX_CAPTION_LENGTH).optional(),
  /** Ids of its tags. */
  tags: z.array(z.string()),
  albums: z.array(albumMembershipSchema).default([]),
  /** Absent where its owner added it. */
  addedBy: contributorSchema.optional(),
  trashedAt: z.string().optional(),
  /** Set while the image is being removed for good; it is then gone for everybody but the removal itself. */
  removingSince: z.string().optional(),
  /** Set when an image being removed was taken out of its owner's usage and the usage itself need not know any more. */
  subtractedAt: z.string().optional(),
  /** Until when a signed upload URL may still store its original; absent when no URL was given out. */
  uploadUrlUntil: z.string().optional(),
  /** The version of the recipe that `renditions` are of, see object-keys.ts. */
  recipeVersion: z.string().optional(),
  /** Which renditions stand in storage, by name; other recipes may know other names. */
  renditions: z.record(z.string(), storedRenditionSchema),
  /** Renditions of other versions that are still to be removed from storage. */
  retired: z.array(retiredRenditionsSchema).optional(),
  /** Why the last re-render could not replace `renditions`. */
  rerenderFailure: rerenderFailureSchema.optional(),
  /** The sequencer of the newest storage event that was applied (see S3 event message structure). */
  sequencer: z.string().optional(),
});
export type Image = z.infer<typeof imageSchema>;

/** What an image's file tells of the shot. A key without a value is unknown. */
export type CaptureRecord = {
  [Name in "takenAt" | "takenAtSource" | "takenOffset" | "shot" | "embedded"]: Image[Name] | undefined;
} & { sortAt: string | undefined };

/** The version of the recipe that an image's renditions are of; of an image that does not say so, the oldest. */
export function getRenditionVersion({ recipeVersion }: Pick<Image, "recipeVersion">): string {
  return recipeVersion ?? FIRST_VERSION;
}

/** What is left to remove of an image when renditions of `version` take the place of those it has. */
export function retireRenditions(image: Image, version: string, at: string): RetiredRenditions[] | undefined {
  const former = getRenditionVersion(image);
  const hasOthers = Object.keys(image.renditions).length > 0 && former !== version;
  const retired = [
    ...(image.retired ?? []).filter((one) => one.version !== version),
    ...(hasOthers ? [{ version: former, at }] : []),
  ];
  return retired.length > 0 ? retired : undefined;
}

export function isTerminalStatus(status: ImageStatus): boolean {
  return status === "ready" || status === "failed";
}
