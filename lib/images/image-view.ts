import { z } from "zod";
import { idField, pixelsField, timestampField, urlField } from "#lib/field-schemas.ts";
import { captureTimeSources } from "./capture-time.ts";
import { failureCodes } from "./failure.ts";
import {
  acceptedContentTypes,
  embeddedTextSchema,
  imageStatuses,
  MAX_FILE_NAME_LENGTH,
  positionSchema,
  shotSchema,
} from "./image.ts";
import { type RenditionName, renditionNames } from "./recipe.ts";
import { turnedField } from "./rotation.ts";

const renditionField = z.object({ url: urlField, width: pixelsField, height: pixelsField }).optional();

/** One field for each rendition of the recipe. */
const renditionFields = Object.fromEntries(renditionNames.map((name) => [name, renditionField])) as Record<
  RenditionName,
  typeof renditionField
>;

const placeSchema = z.object({
  city: z.string().optional(),
  region: z.string().optional(),
  country: z.string(),
});

/** An image as its owner sees it, on pages and through the API. URLs are signed and expire. */
export const imageViewSchema = z
  .object({
    id: idField.describe("Id of the image, a ULID"),
    fileName: z
      .string()
      .meta({ minLength: 1, maxLength: MAX_FILE_NAME_LENGTH })
      .describe("The name the file was uploaded under"),
    contentType: z.enum(acceptedContentTypes),
    bytes: z.int().meta({ minimum: 1 }).describe("Size of the original in bytes"),
    sha256: z
      .string()
      .meta({ pattern: "^[0-9a-f]{64}$" })
      .describe("SHA-256 of the original, 64 lower-case hex digits"),
    status: z.enum(imageStatuses),
    failure: z
      .object({
        code: z.enum(failureCodes),
        message: z.string().describe("Why it failed, for people"),
        retryable: z.boolean().describe("Whether trying again with the same file can end differently"),
      })
      .optional(),
    width: pixelsField.optional().describe("Pixels, upright and turned by `rotation`"),
    height: pixelsField.optional().describe("Pixels, upright and turned by `rotation`"),
    rotation: turnedField
      .optional()
      .describe("Degrees clockwise by which its owner turned it; draw its files turned so. Absent: not at all"),
    frames: pixelsField.optional().describe("Frames of an animation"),
    transparent: z.boolean().optional().describe("Whether something shows through it"),
    incomplete: z
      .boolean()
      .optional()
      .describe("Whether the end of the file, and with it a part of the picture, is missing"),
    takenAt: z
      .string()
      .meta({ pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}" })
      .optional()
      .describe("When it was taken: local time, to the millisecond if known, with an offset if the file has one"),
    takenAtSource: z
      .enum(captureTimeSources)
      .optional()
      .describe("Where that time comes from; the first of these, in this order, that can be believed"),
    takenOffset: z
      .string()
      .optional()
      .describe("Offset from UTC when it was taken, such as +02:00: the file's own, else that of the place"),
    uploadedAt: timestampField,
    thumbhash: z.string().optional().describe("Blurred preview, base64 (https://evanw.github.io/thumbhash/)"),
    dominantColor: z.string().meta({ pattern: "^#[0-9a-f]{6}$" }).optional().describe('"#rrggbb"'),
    shot: shotSchema.optional(),
    position: positionSchema
      .extend({ source: z.enum(["owner", "file"]).describe("Whether its owner set it or the file has it") })
      .optional()
      .describe("Where it was taken: what its owner set, else what the file says"),
    place: placeSchema.optional().describe("Names of that position, in English"),
    embedded: embeddedTextSchema.optional().describe("What is written in the file about itself"),
    favourite: z.boolean(),
    archived: z.boolean(),
    title: z.string().optional().describe("What its owner wrote, else what the file says"),
    caption: z.string().optional().describe("What its owner wrote, else what the file says"),
    tags: z.array(idField).describe("Ids of its tags"),
    albumIds: z.array(idField),
    addedBy: z
      .object({
        shareId: idField,
        guestId: idField,
        name: z.string().optional().describe("What they call themselves; absent in lists"),
      })
      .optional()
      .describe("Who added it through a share of yours; absent for what you added"),
    stack: z
      .string()
      .optional()
      .describe(
        'The stack that its owner put it in, "" for none; absent where the camera\'s clock decides, and in lists',
      ),
    topOfStackAt: timestampField
      .optional()
      .describe("When its owner made it the top picture of its stack; absent in lists"),
    trashedAt: timestampField.optional(),
    renditions: z.object(renditionFields),
  })
  .meta({ id: "Image" });

export type ImageView = z.infer<typeof imageViewSchema>;
