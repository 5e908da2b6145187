import { z } from "zod";
import { timestampField } from "#lib/field-schemas.ts";
import { failureCodes } from "./failure.ts";

/** The steps that an image's processing record names, in the order a healthy image passes them. */
export const processingSteps = [
  "upload_begun",
  "stored",
  "inspected",
  "rendered",
  "ready",
  "failed",
  "attempt_failed",
  "retry_requested",
  "trashed",
  "restored",
  "rerendered",
  "rerender_failed",
  "duplicate_event",
] as const;

/** What owners do to an image is recorded up to so many changes of it, so that no record grows without end. */
export const MAX_RECORDED_REVISION = 400;

/** One entry of an image's processing record. */
export const processingEventSchema = z.object({
  /** ISO 8601, UTC. */
  at: timestampField,
  step: z.enum(processingSteps),
  /** Which receive of the queue message this was, from 1. */
  attempt: z.number().int().positive().optional(),
  durationMs: z.number().nonnegative().optional(),
  /** Peak resident memory of the process that rendered, bytes. */
  peakMemoryBytes: z.number().int().nonnegative().optional(),
  code: z.enum(failureCodes).optional(),
  /** What happened, for people; no personal data. */
  message: z.string().optional(),
  traceId: z.string(),
});
export type ProcessingEvent = z.infer<typeof processingEventSchema>;

/** A record with its beginning, which is the image's own and stored with it since version 0.2; before, as an entry. */
export function withBeginning(
  image: { uploadedAt: string; traceId: string },
  events: ProcessingEvent[],
): ProcessingEvent[] {
  if (events[0]?.step === "upload_begun") return events;
  return [{ at: image.uploadedAt, step: "upload_begun", traceId: image.traceId }, ...events];
}
