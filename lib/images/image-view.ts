import { z } from "zod";
import { captureTimeSources } from "./capture-time.ts";
import { failureCodes } from "./failure.ts";
import { acceptedContentTypes, embeddedTextSchema, imageStatuses, shotSchema } from "./image.ts";
import { renditionNames } from "./recipe.ts";

/** An image as its owner sees it, on pages and through the API. URLs are signed and expire. */
export const imageViewSchema = z
  .object({
    id: z.string().describe("Id of the image, a ULID"),
    fileName: z.string().describe("The name the file was uploaded under"),
    contentType: z.enum(acceptedContentTypes),
    bytes: z.number().int().describe("Size of the original in bytes"),
    sha256: z.string().describe("SHA-256 of the original, 64 lower-case hex digits"),
    status: z.enum(imageStatuses),
    failure: z
      .object({
        code: z.enum(failureCodes),
        message: z.string().describe("Why it failed, for people"),
        retryable: z.boolean().describe("Whether trying again with the same file can end differently"),
      })
      .optional(),
    width: z.number().int().optional().describe("Pixels, upright"),
    height: z.number().int().optional().describe("Pixels, upright"),
    frames: z.number().int().optional().describe("Frames of an animation"),
    transparent: z.boolean().optional().describe("Whether something shows through it"),
    incomplete: z
      .boolean()
      .optional()
      .describe("Whether the end of the file, and with it a part of the picture, is missing"),
    takenAt: z
      .string()
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
    uploadedAt: z.string(),
    thumbhash: z.string().optional().describe("Blurred preview, base64 (https://evanw.github.io/thumbhash/)"),
    dominantColor: z.string().optional().describe('"#rrggbb"'),
    shot: shotSchema.optional(),
    embedded: embeddedTextSchema.optional().describe("What is written in the file about itself"),
    favourite: z.boolean(),
    tags: z.array(z.string()),
    albumIds: z.array(z.string()),
    trashedAt: z.string().optional(),
    renditions: z.partialRecord(
      z.enum(renditionNames),
      z.object({ url: z.string(), width: z.number().int(), height: z.number().int() }),
    ),
  })
  .meta({ id: "Image" });

export type ImageView = z.infer<typeof imageViewSchema>;
