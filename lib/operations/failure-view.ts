import { z } from "zod";
import { imageStatuses } from "#lib/images/image.ts";
import { failureGroupSchema } from "#lib/processing/failure-group.ts";

export const failureGroupViewSchema = failureGroupSchema
  .extend({
    count: z.number().int().describe("How many of them are open"),
    isMore: z.boolean().describe("Whether there are even more than were counted"),
    firstSeenAt: z.string().optional(),
    lastSeenAt: z.string().optional(),
  })
  .meta({ id: "FailureGroup" });
export type FailureGroupView = z.infer<typeof failureGroupViewSchema>;

export const failureViewSchema = z
  .discriminatedUnion("kind", [
    z.object({
      kind: z.literal("image"),
      ownerId: z.string(),
      imageId: z.string(),
      fileName: z.string(),
      contentType: z.string(),
      bytes: z.number().int(),
      failedAt: z.string(),
    }),
    z.object({
      kind: z.literal("message"),
      messageId: z.string(),
      body: z.string().describe("Its first thousand characters"),
      failedAt: z.string(),
    }),
  ])
  .meta({ id: "Failure" });
export type FailureView = z.infer<typeof failureViewSchema>;

export const stuckImageSchema = z
  .object({
    ownerId: z.string(),
    imageId: z.string(),
    fileName: z.string(),
    status: z.enum(imageStatuses),
    since: z.string(),
    isBeingRemoved: z.boolean(),
    advice: z.string().describe("What it waits for, and what to do"),
    isRetryable: z.boolean(),
  })
  .meta({ id: "StuckImage" });
export type StuckImage = z.infer<typeof stuckImageSchema>;
