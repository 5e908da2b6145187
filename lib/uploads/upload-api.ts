import { z } from "zod";
import { timestampField, urlField } from "#lib/field-schemas.ts";
import { operation } from "#lib/http/operation.ts";
import { acceptedContentTypes, MAX_FILE_NAME_LENGTH } from "#lib/images/image.ts";
import { imageViewSchema } from "#lib/images/image-view.ts";
import { findUnsupportedKind, leftOutReasons } from "#lib/images/intake.ts";

/** Files that are announced in one request. */
export const MAX_ANNOUNCED = 50;

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
