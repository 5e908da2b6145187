import { z } from "zod";
import { countField, idField, timestampField } from "#lib/field-schemas.ts";
import { imageStatuses } from "#lib/images/image.ts";
import { failureGroupSchema } from "#lib/processing/failure-group.ts";

export const failureGroupViewSchema = failureGroupSchema
  .extend({
    count: countField.describe("How many of them are open"),
    isMore: z.boolean().describe("Whether there are even more than were counted"),
    firstSeenAt: timestampField.optional(),
    lastSeenAt: timestampField.optional(),
  })
  .meta({ id: "FailureGroup" });
export type FailureGroupView = z.infer<typeof failureGroupViewSchema>;

export const failureViewSchema = z
  .discriminatedUnion("kind", [
    z.object({
      kind: z.literal("image"),
      ownerId: idField,
      imageId: idField,
      fileName: z.string(),
      contentType: z.string(),
      bytes: countField,
      failedAt: timestampField,
    }),
    z.object({
      kind: z.literal("message"),
      messageId: z.string(),
      body: z.string().describe("Its first thousand characters"),
      failedAt: timestampField,
    }),
  ])
  .meta({ id: "Failure" });
export type FailureView = z.infer<typeof failureViewSchema>;

export const stuckImageSchema = z
  .object({
    ownerId: idField,
    imageId: idField,
    fileName: z.string(),
    status: z.enum(imageStatuses),
    since: timestampField,
    isBeingRemoved: z.boolean(),
    advice: z.string().describe("What it waits for, and what to do"),
    isRetryable: z.boolean(),
  })
  .meta({ id: "StuckImage" });
export type StuckImage = z.infer<typeof stuckImageSchema>;
