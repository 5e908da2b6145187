import { z } from "zod";
import { countField as count, timestampField } from "#lib/field-schemas.ts";

/** What the integrity walk finds, and what repairing it does. */
export const findingKinds = {
  orphan_object: { label: "Object without an image", repair: "The object is deleted." },
  missing_original: { label: "Original is missing", repair: undefined },
  altered_original: { label: "Original is not what was uploaded", repair: undefined },
  size_drift: { label: "Recorded size is wrong", repair: "The size of the object is recorded." },
  missing_rendition: { label: "Rendition is missing or has the wrong size", repair: "The image is rendered again." },
  unreadable_image: { label: "Unreadable image record", repair: undefined },
  unreadable_user: { label: "Unreadable user record", repair: undefined },
  index_drift: { label: "Index entry is wrong", repair: "The record is written again." },
  usage_drift: { label: "Usage is not the sum of the images", repair: "The sum is recorded." },
  missing_email_claim: {
    label: "Address does not lead to its account",
    repair: "The address is claimed unless it is taken.",
  },
  uncounted_admin: { label: "Admin missing from the set of admins", repair: "The admin is added." },
  totals_drift: { label: "Totals are not the sum of all users", repair: "The sums are recorded." },
} as const satisfies Record<string, { label: string; repair: string | undefined }>;
export type FindingKind = keyof typeof findingKinds;
const kinds = Object.keys(findingKinds) as [FindingKind, ...FindingKind[]];
export const findingKindSchema = z.enum(kinds);

export const findingSchema = z.object({
  kind: findingKindSchema,
  /** What it was found on: a key of the bucket, an address, or an id. */
  where: z.string(),
  userId: z.string().optional(),
  imageId: z.string().optional(),
  /** What was recorded and what is there. */
  detail: z.string().optional(),
  repaired: z.boolean(),
});
export type Finding = z.infer<typeof findingSchema>;

export const totalsSchema = z.object({ users: count, images: count, bytes: count });

/** The sums that were taken, so that a wrong one can be put right without taking them again. */
const evidenceSchema = z.discriminatedUnion("of", [
  z.object({ of: z.literal("usage"), usedBytes: count, imageCount: count, revision: count }),
  z.object({ of: z.literal("totals"), noted: totalsSchema, changes: count, there: totalsSchema }),
]);
export type Evidence = z.infer<typeof evidenceSchema>;

/** A finding that two looks agreed on and that is open. */
export const openFindingSchema = findingSchema
  .omit({ repaired: true })
  .extend({ id: z.string(), since: timestampField.describe("When it was first seen") })
  .meta({ id: "PatrolFinding" });

export const storedFindingSchema = openFindingSchema.extend({
  /** Of the round in which it was last seen. */
  round: count,
  evidence: evidenceSchema.optional(),
});
export type StoredFinding = z.infer<typeof storedFindingSchema>;

export function toFindingId({ kind, where }: Pick<Finding, "kind" | "where">): string {
  return `${kind} ${where}`;
}

/** The image folder that a finding is about; undefined for one about an account, a sum or a folder without an owner. */
export function getFolder(finding: Pick<Finding, "kind" | "where" | "userId" | "imageId">): string | undefined {
  if (finding.imageId !== undefined || finding.userId === undefined) return finding.imageId;
  return finding.kind === "orphan_object" ? finding.where.split("/")[2] : undefined;
}
