import { z } from "zod";
import {
  countField,
  cursorField,
  idField,
  nextCursorField,
  pixelsField,
  timestampField,
  ulidField,
  urlField,
} from "#lib/field-schemas.ts";
import { operation } from "#lib/http/operation.ts";
import { failureCodes } from "#lib/images/failure.ts";
import { imageStatuses } from "#lib/images/image.ts";
import { imageViewSchema } from "#lib/images/image-view.ts";
import { renditionNames } from "#lib/images/recipe.ts";
import { refuseRaw, signedUploadField, uploadAnnouncementSchema } from "#lib/uploads/upload-api.ts";
import { MAX_PASSWORD_LENGTH } from "./share-limits.ts";

/* What visitors of a share link call. What is not named here of images and owners is not told to them. */

const MAX_PAGE = 200;
const DEFAULT_PAGE = 100;

const sharedSchema = z
  .object({
    title: z.string().optional(),
    kind: z.enum(["image", "selection", "album", "search", "timeline"]),
    count: countField.describe("Images in it"),
    isComplete: z
      .boolean()
      .describe("False while the owner's library is still being read; `count` has gaps until then"),
    expiresAt: timestampField.optional(),
    canDownload: z.boolean(),
    withOriginals: z.boolean(),
    showsTakenAt: z.boolean(),
    showsFileNames: z.boolean(),
    canAdd: z.boolean().describe("Whether visitors may add photos"),
  })
  .meta({ id: "SharedCollection" });
export type SharedView = z.output<typeof sharedSchema>;

const renditionField = z.object({ url: urlField, width: pixelsField, height: pixelsField }).optional();

const sharedImageSchema = z
  .object({
    id: idField,
    fileName: z.string().optional().describe("Absent where the share hides it"),
    width: pixelsField.optional().describe("Pixels, upright"),
    height: pixelsField.optional().describe("Pixels, upright"),
    rotation: imageViewSchema.shape.rotation,
    takenAt: z
      .string()
      .meta({ pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}" })
      .optional()
      .describe("When it was taken: local time; absent where the share hides it"),
    transparent: z.boolean().optional().describe("Whether something shows through it"),
    thumbhash: z.string().optional().describe("Blurred preview, base64 (https://evanw.github.io/thumbhash/)"),
    renditions: z.object({ thumbnail: renditionField, medium: renditionField, large: renditionField }),
  })
  .meta({ id: "SharedImage" });
export type SharedImage = z.output<typeof sharedImageSchema>;

const sharedWithMeSchema = sharedSchema
  .extend({
    token: z.string().describe("Takes the place of a link's token in visitors' calls, for this user only"),
    createdAt: timestampField,
    owner: z.object({ email: z.string(), name: z.string().optional() }),
    cover: sharedImageSchema.optional(),
  })
  .meta({ id: "SharedWithMe" });
export type SharedWithMe = z.output<typeof sharedWithMeSchema>;

const MAX_SHARED_PAGE = 50;
const MAX_NAME_LENGTH = 60;

const sharedUploadSchema = z
  .object({
    id: idField,
    status: z.enum(imageStatuses),
    problem: z.string().optional().describe("Why it failed, for people"),
    code: z.enum(failureCodes).optional().describe("The same for programs"),
  })
  .meta({ id: "SharedUpload" });
export type SharedUploadView = z.output<typeof sharedUploadSchema>;

/** Any text is taken, so that what is no token gets the answer of a link that has ended. */
const token = z.string().describe("What the link ends in");
const params = z.object({ token });
const errors = ["not_found", "share_locked", "unavailable"] as const;
const locked = "Where the link has a password or a limit of visits, `POST /shared/{token}/unlock` comes first (401).";

export const getSharedOperation = operation({
  id: "getShared",
  method: "get",
  path: "/shared/{token}",
  tag: "Shares",
  summary: "Get what a share link shows",
  description: `${locked} A link that is wrong, revoked, expired or used up is a 404.`,
  access: "public",
  params,
  responses: { 200: { description: "What it shows and allows", body: z.object({ shared: sharedSchema }) } },
  errors,
});

export const listSharedImagesOperation = operation({
  id: "listSharedImages",
  method: "get",
  path: "/shared/{token}/images",
  tag: "Shares",
  summary: "List the images of a share link",
  description: `Their URLs expire within 15 minutes. ${locked}`,
  access: "public",
  params,
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE),
    cursor: cursorField.optional(),
  }),
  responses: {
    200: {
      description: "A page of images",
      body: z.object({
        images: z.array(sharedImageSchema),
        nextCursor: nextCursorField,
        isComplete: z.boolean().describe("False while the owner's library is still being read; ask again then"),
      }),
    },
  },
  errors: [...errors, "invalid_cursor"],
});

export const getSharedUrlOperation = operation({
  id: "getSharedUrl",
  method: "get",
  path: "/shared/{token}/images/{id}/url",
  tag: "Shares",
  summary: "Get a link to a file of an image of a share link",
  description: `Variants that the share does not allow are a 404: \`original\` and \`full\` unless it includes originals. ${locked}`,
  access: "public",
  params: z.object({ token, id: ulidField }),
  query: z.strictObject({
    variant: z.enum(["original", ...renditionNames]).default("large"),
    download: z
      .stringbool({ truthy: ["true"], falsy: ["false"] })
      .default(false)
      .describe("Whether it is saved rather than shown; an original always is"),
  }),
  responses: {
    200: {
      description: "A link that expires within 15 minutes",
      body: z.object({ url: urlField, expiresAt: timestampField }),
    },
  },
  errors: [...errors, "invalid_state"],
});

export const downloadSharedOperation = operation({
  id: "downloadShared",
  method: "get",
  path: "/shared/{token}/images/{id}/download",
  tag: "Shares",
  summary: "Download an image of a share link",
  description: `Leads to the best file that the share allows: the original without its metadata, or the largest rendition where no such copy is possible; \`large\` without originals. ${locked}`,
  access: "public",
  params: z.object({ token, id: ulidField }),
  responses: {
    302: { description: "Redirect to the file, valid for 15 minutes", body: null },
    200: { description: "The file itself, for clients that follow redirects", body: null },
  },
  errors,
});

export const unlockSharedOperation = operation({
  id: "unlockShared",
  method: "post",
  path: "/shared/{token}/unlock",
  tag: "Shares",
  summary: "Open a share link that has a password or a limit of visits",
  description:
    "Counts as one visit and sets a cookie that is valid for a day. A form with the same fields is redirected back to the page.",
  access: "public",
  params,
  body: z.strictObject({ password: z.string().max(MAX_PASSWORD_LENGTH).optional() }),
  isForm: true,
  responses: {
    204: { description: "Unlocked", body: null },
    303: { description: "Back to the page, for a form", body: null },
  },
  errors: ["not_found", "invalid_credentials", "too_many_requests", "unavailable"],
});

export const beginSharedUploadOperation = operation({
  id: "beginSharedUpload",
  method: "post",
  path: "/shared/{token}/uploads",
  tag: "Shares",
  summary: "Add a photo through a share link",
  description: `Answers with a signed PUT for exactly this file, as \`POST /uploads\` does. The photo becomes the owner's and goes into the album. A cookie tells the photos of one guest from those of others. ${locked}`,
  access: "public",
  params,
  body: refuseRaw(
    uploadAnnouncementSchema.extend({
      name: z
        .string()
        .trim()
        .max(MAX_NAME_LENGTH)
        .optional()
        .describe("What the guest calls themselves, for the owner"),
    }),
  ),
  responses: {
    201: { description: "Reserved; send the bytes", body: z.object({ id: idField, upload: signedUploadField }) },
    200: { description: "It has been added through this link before", body: z.object({ duplicate: z.literal(true) }) },
  },
  errors: [
    ...errors,
    "share_full",
    "quota_exceeded",
    "too_many_open_uploads",
    "too_many_requests",
    "file_too_large",
    "unsupported_format",
    "storage_full",
  ],
});

export const getSharedUploadOperation = operation({
  id: "getSharedUpload",
  method: "get",
  path: "/shared/{token}/uploads/{id}",
  tag: "Shares",
  summary: "Get the status of a photo that you added through a share link",
  access: "public",
  params: z.object({ token, id: ulidField }),
  responses: { 200: { description: "Its status", body: z.object({ upload: sharedUploadSchema }) } },
  errors,
});

export const listSharedWithMeOperation = operation({
  id: "listSharedWithMe",
  method: "get",
  path: "/shared",
  tag: "Shares",
  summary: "List what other users share with you, newest first",
  description: "A page may be short or even empty before the last one; continue while there is a `nextCursor`.",
  access: "user",
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(MAX_SHARED_PAGE).default(MAX_SHARED_PAGE),
    cursor: cursorField.optional(),
  }),
  responses: {
    200: {
      description: "A page of albums and timelines",
      body: z.object({ shares: z.array(sharedWithMeSchema), nextCursor: nextCursorField }),
    },
  },
  errors: ["invalid_cursor"],
});

export const leaveSharedOperation = operation({
  id: "leaveShared",
  method: "delete",
  path: "/shared/{token}",
  tag: "Shares",
  summary: "Leave what another user shares with you",
  description: "What you added stays with its owner.",
  access: "user",
  params,
  responses: { 204: { description: "It is no longer shared with you", body: null } },
  errors: ["not_found"],
});
