import { createHash } from "node:crypto";
import { z } from "zod";
import { type FailureCode, failureCodes, failures } from "#lib/images/failure.ts";

/** Where an image was on its way when it failed, and `queue` for messages that concern no image. */
export const failureStages = ["queue", "fetch", "inspect", "render", "store", "worker"] as const;
export type FailureStage = (typeof failureStages)[number];

const codes = [...failureCodes, "unreadable_message"] as const;

/** Failures of one kind: what they have in common. */
export const failureGroupSchema = z.object({
  /** Names the kind; the same for the same stage, code, format and message. */
  fingerprint: z.string(),
  stage: z.enum(failureStages).optional(),
  code: z.enum(codes),
  /** Content type of the originals. */
  contentType: z.string().optional(),
  message: z.string(),
});
export type FailureGroup = z.infer<typeof failureGroupSchema>;

const MAX_MESSAGE_LENGTH = 200;
const FINGERPRINT_LENGTH = 16;

/**
 * The kind that a failure is of. What differs from picture to picture is left out of its message: figures in
 * parentheses, such as "(812, at most 500)", altogether, while other numbers become "#".
 */
export function toFailureGroup(failure: {
  stage: FailureStage;
  code: FailureGroup["code"];
  contentType?: string | undefined;
  message: string;
}): FailureGroup {
  const message = failure.message
    .slice(0, MAX_MESSAGE_LENGTH)
    .replaceAll(/ \([^()]*\d[^()]*\)/g, "")
    .replaceAll(/\d+/g, "#")
    .replaceAll(/\s+/g, " ")
    // Decoders say the same once for every line that they cannot read.
    .replaceAll(/(\S.{3,60}?)(?: \1)+/g, "$1")
    .trim();
  const parts = [failure.stage, failure.code, failure.contentType ?? "", message];
  const fingerprint = createHash("sha256").update(parts.join("\n")).digest("hex").slice(0, FINGERPRINT_LENGTH);
  return { ...failure, message, fingerprint };
}

/** The kind of those that are only known by their code, whose name is their fingerprint. */
export function failureGroupForCode(code: FailureCode): FailureGroup {
  return { fingerprint: code, code, message: failures[code].sentence };
}
