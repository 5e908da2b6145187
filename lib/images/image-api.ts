import { z } from "zod";
import { timestampField, urlField } from "#lib/field-schemas.ts";
import { operation } from "#lib/http/operation.ts";
import { MAX_CAPTION_LENGTH, MAX_TITLE_LENGTH } from "./embedded-text.ts";
import { acceptedContentTypes, MAX_FILE_NAME_LENGTH, positionSchema } from "./image.ts";
import { imageViewSchema } from "./image-view.ts";
import { findUnsupportedKind, leftOutReasons } from "./intake.ts";
import { captureTimeField } from "./own-time.ts";
import { processingEventSchema } from "./processing-event.ts";
import { renditionNames } from "./recipe.ts";
import { rotations } from "./rotation.ts";

const MAX_LOOKUP = 100;
/** Files that are announced in one request. */
export const MAX_ANNOUNCED = 50;

const imageId = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, "Expected the id of an image");
const imageParams = z.object({ id: imageId });
const oneImage = z.object({ image: imageViewSchema });
const sha256Hex = z
  .string()
  .toLowerCase()
  .regex(/^[0-9a-f]{64}$/, "Expected a SHA-256 as 64 hexadecimal digits");

/** Names that systems and browsers use for the same type. */
const contentTypeAliases = new Map([
  ["image/jpg", "image/jpeg"],
  ["image/pjpeg", "image/jpeg"],
  ["image/x-png", "image/png"],
  ["image/tif", "image/tiff"],
  ["image/apng", "image/png"],
  ["image/mpo", "image/jpeg"],
  ["image/heic-sequence", "image/heic"],
  ["image/heif-sequence", "image/heif"],
]);

const contentType = z
  .string()
  .transform((value) => {
    const bare = value.split(";")[0]?.trim().toLowerCase() ?? "";
    return contentTypeAliases.get(bare) ?? bare;
  })
  .pipe(
    z.enum(acceptedContentTypes, {
      error: ({ input }) => leftOutReasons[findUnsupportedKind("", String(input)) ?? "other"],
    }),
  );

/** The last part of a path in either system's form, without what terminals and file systems stumble over. */
export const fileNameSchema = z
  .string()
  .transform((name) =>
    name
      .split(/[\\/]/)
      .at(-1)
      ?.replace(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu, "")
      .trim()
      // Half a surrogate pair is no character, and nothing that writes UTF-8 can write it.
      .toWellFormed()
      .normalize("NFC"),
  )
  .pipe(
    z
      .string()
      .min(1, "Expected a file name")
      .max(MAX_FILE_NAME_LENGTH, `Expected at most ${MAX_FILE_NAME_LENGTH} characters`),
  );

export const uploadAnnouncementSchema = z.object({
  fileName: fileNameSchema.meta({
    minLength: 1,
    maxLength: MAX_FILE_NAME_LENGTH,
    description: "A path is cut to its last part",
    examples: ["beach.jpg"],
  }),
  contentType: contentType.meta({ enum: acceptedContentTypes, examples: ["image/jpeg"] }),
  bytes: z.int().positive("Expected at least one byte").meta({ description: "Exact size of the file" }),
  sha256: sha256Hex.meta({ pattern: "^[0-9a-fA-F]{64}$", description: "SHA-256 of the whole file, in hex" }),
});

/** Announcements of no raw files, which are TIFF by their type and told apart from those by their name. */
export function refuseRaw<Schema extends z.ZodType<{ fileName: string; contentType: string }>>(schema: Schema): Schema {
  return schema.refine(
    ({ fileName, contentType }) => contentType !== "image/tiff" || findUnsupportedKind(fileName, contentType) !== "raw",
    { path: ["contentType"], error: leftOutReasons.raw },
  );
}

/** The one PUT that may store a file. */
export const signedUploadField = z.object({
  method: z.literal("PUT"),
  url: urlField,
  headers: z.record(z.string(), z.string()),
  expiresAt: timestampField,
});

export const beginUploadOperation = operation({
  id: "beginUpload",
  method: "post",
  path: "/uploads",
  tag: "Uploads",
  summary: "Announce a file and get a signed upload",
  description:
    "Answers with a signed PUT for exactly this file. Send the bytes to `upload.url` with `upload.headers` before `upload.expiresAt`; an answer of 412 means that they are there already. A file you already have is not sent again. The trace that a `traceparent` header (W3C) names is taken over into the image's processing record and the worker's logs. A page may name the user whom it is for by the header `skylight-user`: a session cookie of another user is answered with 401 then.",
  access: "user",
  body: refuseRaw(uploadAnnouncementSchema),
  responses: {
    201: {
      description: "Reserved; send the bytes",
      body: z.object({
        image: imageViewSchema,
        upload: signedUploadField,
      }),
    },
    200: { description: "You already have this file", body: oneImage.extend({ duplicate: z.literal(true) }) },
  },
  errors: [
    "quota_exceeded",
    "too_many_open_uploads",
    "file_too_large",
    "unsupported_format",
    "storage_full",
    "unavailable",
  ],
});

export const beginUploadsOperation = operation({
  id: "beginUploads",
  method: "post",
  path: "/uploads/batch",
  tag: "Uploads",
  summary: "Announce many files and get a signed upload for each",
  description:
    "Each file is answered as by `POST /uploads`, in the order of the request, and one that is refused with its `error` in its place. A request in which one is malformed, or a raw file, is refused as a whole. Takes far less time than a request for each. Announce no more than you send before `upload.expiresAt`.",
  access: "user",
  body: z.object({
    uploads: z
      .array(refuseRaw(uploadAnnouncementSchema))
      .min(1, "Expected at least one file")
      .max(MAX_ANNOUNCED, `Expected at most ${MAX_ANNOUNCED} files`),
  }),
  responses: {
    200: {
      description: "What to do with each file",
      body: z.object({
        results: z.array(
          z.union([
            z.object({ image: imageViewSchema, upload: signedUploadField }),
            oneImage.extend({ duplicate: z.literal(true) }),
            z.object({ error: z.object({ code: z.string(), detail: z.string() }) }),
          ]),
        ),
      }),
    },
  },
  errors: ["unsupported_format", "unavailable"],
});

export const uploadOperation = operation({
  id: "upload",
  method: "post",
  path: "/upload",
  tag: "Uploads",
  summary: "Upload a file in one request",
  description:
    "For small files and simple clients. Larger ones go through `POST /uploads`, which sends them straight to storage.",
  access: "user",
  multipart: z.object({ file: z.string().meta({ format: "binary", description: "The picture" }) }),
  responses: {
    202: { description: "Stored; renditions follow", body: oneImage },
    200: { description: "You already have this file", body: oneImage.extend({ duplicate: z.literal(true) }) },
  },
  errors: [
    "body_too_large",
    "file_too_large",
    "quota_exceeded",
    "too_many_open_uploads",
    "unsupported_format",
    "storage_full",
    "unavailable",
  ],
});

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
    archived: z.boolean().optional().describe("Out of the timeline; albums and searches still show it"),
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
  summary: "Change what you say of an image",
  description: "What is not named stays as it is.",
  access: "user",
  params: imageParams,
  body: imageEditSchema,
  responses: { 200: { description: "As it is now", body: oneImage } },
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
    200: { description: "It is in the trash", body: oneImage },
    204: { description: "It is gone", body: null },
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
  responses: { 200: { description: "It is back", body: oneImage } },
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
    "Leads to the original, which is saved under its own file name. With `GET /images` it makes a list of links to many, which end with the session only.",
  access: "user",
  params: imageParams,
  responses: {
    302: { description: "Where the file is, for a while", body: null },
    200: { description: "The file itself, to whoever follows that", body: null },
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
    "The original is saved under its own file name. `full` exists for originals that browsers do not show (HEIC, TIFF): a JPEG of at most 4,096 pixels a side, saved under the same name with `.jpg`. The link needs no token and ends by itself.",
  access: "user",
  query: z.object({ id: imageId, variant: z.enum(variants).default("original") }),
  responses: { 200: { description: "The link", body: z.object({ url: urlField, expiresAt: timestampField }) } },
  errors: ["not_found", "invalid_state"],
});
