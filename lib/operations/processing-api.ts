import { z } from "zod";
import {
  countField as count,
  cursorField,
  idField,
  nextCursorField,
  timestampField,
  ulidField,
} from "#lib/field-schemas.ts";
import { operation } from "#lib/http/operation.ts";
import { failureCodes } from "#lib/images/failure.ts";
import { imageStatuses } from "#lib/images/image.ts";
import { processingEventSchema } from "#lib/images/processing-event.ts";
import { failureGroupViewSchema, failureViewSchema, stuckImageSchema } from "./failure-view.ts";

const MAX_PAGE = 200;
const DEFAULT_PAGE = 50;
const MAX_SELECTED = 100;
const MAX_REASON_LENGTH = 300;

const fingerprintSchema = z.string().regex(/^[0-9a-z_]{1,40}$/, "Expected the fingerprint of a kind of failure");

const imageAdminViewSchema = z
  .object({
    id: z.string(),
    ownerId: idField,
    ownerEmail: z.string().optional(),
    fileName: z.string(),
    contentType: z.string(),
    bytes: count,
    sha256: z.string(),
    status: z.enum(imageStatuses),
    statusAt: timestampField,
    failureCode: z.enum(failureCodes).optional(),
    failureFingerprint: z.string().optional(),
    failureDiscardedAt: timestampField.optional(),
    uploadedAt: timestampField,
    recipeVersion: z.string().optional(),
    traceId: z.string(),
  })
  .meta({ id: "ImageForAdmins" });
export type ImageAdminView = z.infer<typeof imageAdminViewSchema>;

export const getProcessingOperation = operation({
  id: "adminGetProcessing",
  method: "get",
  path: "/admin/processing",
  tag: "Admin",
  summary: "See images by state, failures by kind, and what is stuck",
  access: "admin",
  responses: {
    200: {
      description: "How processing is doing",
      body: z.object({
        images: z.object({
          uploading: count,
          processing: count,
          ready: count,
          failed: count,
          isMore: z.boolean().describe("Whether there are more than were counted"),
        }),
        queue: z.object({ messages: count, deadLetters: count.describe("Not yet taken over from the queue") }),
        groups: z.array(failureGroupViewSchema),
        stuck: z.array(stuckImageSchema),
      }),
    },
  },
  errors: ["not_found"],
});

export const getFailureGroupOperation = operation({
  id: "adminGetFailureGroup",
  method: "get",
  path: "/admin/processing/groups/{fingerprint}",
  tag: "Admin",
  summary: "List the open failures of one kind, newest first",
  access: "admin",
  params: z.object({ fingerprint: fingerprintSchema }),
  query: z.object({
    limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE),
    cursor: cursorField.optional(),
  }),
  responses: {
    200: {
      description: "The kind and a page of failures",
      body: z.object({
        group: failureGroupViewSchema,
        failures: z.array(failureViewSchema),
        nextCursor: nextCursorField,
      }),
    },
  },
  errors: ["not_found", "invalid_cursor"],
});

export const getProcessingRecordOperation = operation({
  id: "adminGetProcessingRecord",
  method: "get",
  path: "/admin/processing/images/{ownerId}/{imageId}",
  tag: "Admin",
  summary: "Read what became of an image",
  description: "The audit log notes who looked.",
  access: "admin",
  params: z.object({ ownerId: ulidField, imageId: ulidField }),
  responses: {
    200: {
      description: "The image and its processing record, oldest first",
      body: z.object({ image: imageAdminViewSchema, events: z.array(processingEventSchema) }),
    },
  },
  errors: ["not_found"],
});

const selection = {
  images: z
    .array(z.object({ ownerId: ulidField, imageId: ulidField }))
    .max(MAX_SELECTED)
    .optional(),
  messageIds: z.array(z.string().max(100)).max(MAX_SELECTED).optional(),
  fingerprint: fingerprintSchema.optional().describe("All of this kind"),
  all: z.literal(true).optional().describe("All there are"),
  cursor: cursorField.optional().describe("`nextCursor` of the call before: what failed since the first is left alone"),
};
const repaired = z.object({
  done: count.describe("How many this call dealt with"),
  isMore: z.boolean().describe("Whether some are left; call again with `nextCursor`"),
  nextCursor: nextCursorField,
});

export const retryFailuresOperation = operation({
  id: "adminRetryFailures",
  method: "post",
  path: "/admin/processing/retry",
  tag: "Admin",
  summary: "Render failed or stuck images again",
  description: "Doing so twice does it once. A call deals with up to 100, oldest first.",
  access: "admin",
  body: z.object(selection),
  responses: { 200: { description: "Requested", body: repaired } },
  errors: ["not_found", "invalid_cursor"],
});

export const discardFailuresOperation = operation({
  id: "adminDiscardFailures",
  method: "post",
  path: "/admin/processing/discard",
  tag: "Admin",
  summary: "Set failures aside",
  description: "Images stay failed for their owners, who can still retry them; unreadable messages are deleted.",
  access: "admin",
  body: z.object({
    ...selection,
    reason: z.string().trim().min(1, "Expected a reason").max(MAX_REASON_LENGTH),
  }),
  responses: { 200: { description: "Set aside", body: repaired } },
  errors: ["not_found", "invalid_cursor"],
});
