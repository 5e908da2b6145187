import { z } from "zod";
import { timestampField, urlField } from "#lib/field-schemas.ts";
import { operation } from "#lib/http/operation.ts";
import { MAX_CAPTION_LENGTH, MAX_TITLE_LENGTH } from "./embedded-text.ts";
import { positionSchema } from "./image.ts";
import { imageViewSchema } from "./image-view.ts";
import { captureTimeField } from "./own-time.ts";
import { processingEventSchema } from "./processing-event.ts";
import { renditionNames } from "./recipe.ts";
import { rotations } from "./rotation.ts";

const MAX_LOOKUP = 100;

const imageId = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, "Expected the id of an image");
const imageParams = z.object({ id: imageId });
const oneImage = z.object({ image: imageViewSchema });
export const lookUpImagesOperation = operation({
  id: "lookUpImages",
  method: "post",
  path: "/images/lookup",
  tag: "Images",
  summary: "Get several images at once",
  description: "Answers with those of the given images that exist and are yours; the others are left out.",
  access: "user",
  body: z.object({ ids: z.array(imageId).min(1).max(MAX_LOOKUP) }),
  responses: { 200: { description: "The images found", body: z.object({ images: z.array(imageViewSchema) }) } },
  errors: [],
});

export const getImageOperation = operation({
  id: "getImage",
  method: "get",
  path: "/images/{id}",
  tag: "Images",
  summary: "Get one image",
  access: "user",
  params: imageParams,
  responses: { 200: { description: "The image", body: oneImage } },
  errors: ["not_found"],
});

const imageEditSchema = z
  .strictObject({
    favourite: z.boolean().optional(),
    archived: z.boolean().optional().describe("Hidden from the timeline; albums and searches still show it"),
    title: z.string().trim().max(MAX_TITLE_LENGTH).optional().describe("Empty: what the file says"),
    caption: z.string().trim().max(MAX_CAPTION_LENGTH).optional().describe("Empty: what the file says"),
    takenAt: captureTimeField
      .nullable()
      .optional()
      .describe("Local time, with an offset from UTC if you know it; null: what the file says"),
    position: positionSchema
      .or(z.literal("file"))
      .nullable()
      .optional()
      .describe('Where it was taken, in degrees; null: nowhere; "file": what the file says'),
    rotation: z
      .literal(rotations)
      .optional()
      .describe("Degrees clockwise by which it is shown turned; its files stay as they are"),
  })
  .refine((edit) => Object.keys(edit).length > 0, "Expected something to change");
export type ImageEdit = z.output<typeof imageEditSchema>;

export const changeImageOperation = operation({
  id: "changeImage",
  method: "patch",
  path: "/images/{id}",
  tag: "Images",
  summary: "Edit an image's details",
  description: "Fields that are not given stay as they are.",
  access: "user",
  params: imageParams,
  body: imageEditSchema,
  responses: { 200: { description: "The updated image", body: oneImage } },
  errors: ["not_found", "unavailable"],
});

export const deleteImageOperation = operation({
  id: "deleteImage",
  method: "delete",
  path: "/images/{id}",
  tag: "Images",
  summary: "Move an image to the trash, or delete it permanently",
  access: "user",
  params: imageParams,
  query: z.object({
    permanent: z
      .enum(["true", "false"])
      .default("false")
      .transform((value) => value === "true")
      .meta({ description: "`true` removes an image that is in the trash, with all its files" }),
  }),
  responses: {
    200: { description: "Moved to the trash", body: oneImage },
    204: { description: "Deleted permanently", body: null },
  },
  errors: ["not_found", "invalid_state"],
});

export const restoreImageOperation = operation({
  id: "restoreImage",
  method: "post",
  path: "/images/{id}/restore",
  tag: "Images",
  summary: "Take an image out of the trash",
  access: "user",
  params: imageParams,
  responses: { 200: { description: "Restored", body: oneImage } },
  errors: ["not_found"],
});

export const retryImageOperation = operation({
  id: "retryImage",
  method: "post",
  path: "/images/{id}/retry",
  tag: "Images",
  summary: "Render a failed image again",
  access: "user",
  params: imageParams,
  responses: { 202: { description: "Requested", body: oneImage } },
  errors: ["not_found", "invalid_state"],
});

export const listImageEventsOperation = operation({
  id: "listImageEvents",
  method: "get",
  path: "/images/{id}/events",
  tag: "Images",
  summary: "Read an image's processing record",
  access: "user",
  params: imageParams,
  responses: {
    200: {
      description: "What happened to it, oldest first",
      body: z.object({ events: z.array(processingEventSchema.meta({ id: "ProcessingEvent" })) }),
    },
  },
  errors: ["not_found"],
});

export const downloadImageOperation = operation({
  id: "downloadImage",
  method: "get",
  path: "/images/{id}/download",
  tag: "Images",
  summary: "Download an original",
  description:
    "Redirects to the original, which is saved under its own file name. Together with `GET /images` this gives a list of download links that stay valid as long as the session.",
  access: "user",
  params: imageParams,
  responses: {
    302: { description: "Redirect to the file, valid for a while", body: null },
    200: { description: "The file itself, for clients that follow redirects", body: null },
  },
  errors: ["not_found", "invalid_state"],
});

export const variants = ["original", ...renditionNames] as const;

export const getUrlOperation = operation({
  id: "getUrl",
  method: "get",
  path: "/get-url",
  tag: "Images",
  summary: "Get a signed link to an image or a rendition",
  description:
    "The original is saved under its own file name. `full` exists for originals that browsers do not show (HEIC, TIFF): a JPEG of at most 4,096 pixels a side, saved under the same name with `.jpg`. The link needs no token and expires.",
  access: "user",
  query: z.object({ id: imageId, variant: z.enum(variants).default("original") }),
  responses: { 200: { description: "The link", body: z.object({ url: urlField, expiresAt: timestampField }) } },
  errors: ["not_found", "invalid_state"],
});
