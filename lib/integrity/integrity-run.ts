import { z } from "zod";

/** What a check finds, and what repairing it does. */
export const findingKinds = {
  orphan_object: { label: "Object without an image", repair: "It is deleted." },
  missing_original: { label: "Original is missing", repair: undefined },
  altered_original: { label: "Original is not what was uploaded", repair: undefined },
  size_drift: { label: "Size in the table is wrong", repair: "The size of the object is noted." },
  missing_rendition: { label: "Rendition is missing or of another size", repair: "The image is rendered again." },
  unreadable_image: { label: "Unreadable image record", repair: undefined },
  index_drift: { label: "Index entry is wrong", repair: "The item is written again." },
  usage_drift: { label: "Usage is not the sum of the images", repair: "The sum is noted." },
  missing_email_claim: { label: "Address does not lead to its account", repair: "It is claimed, unless it is taken." },
  uncounted_admin: { label: "Admin who is not counted as one", repair: "They are counted." },
  totals_drift: { label: "Totals are not the sum of all users", repair: "The sums are noted." },
} as const satisfies Record<string, { label: string; repair: string | undefined }>;
export type FindingKind = keyof typeof findingKinds;
const kinds = Object.keys(findingKinds) as [FindingKind, ...FindingKind[]];

export const findingSchema = z.object({
  kind: z.enum(kinds),
  /** What it was found on: a key of the bucket, or an id. */
  where: z.string(),
  userId: z.string().optional(),
  imageId: z.string().optional(),
  /** What was expected and what was there. */
  detail: z.string().optional(),
  repaired: z.boolean(),
});
export type Finding = z.infer<typeof findingSchema>;

const count = z.number().int();

/** A check of bucket against table, both ways. It goes on in steps, so that no request or function runs out of time. */
export const integrityRunSchema = z
  .object({
    id: z.string(),
    mode: z.enum(["check", "repair"]),
    startedAt: z.string(),
    finishedAt: z.string().optional(),
    phase: z.enum(["users", "originals", "renditions", "totals", "done"]),
    checked: z.object({ users: count, images: count, objects: count }),
    /** What the kept totals said when it began. */
    totalsBefore: z.object({ users: count, images: count, bytes: count }),
    /** Of all users that were checked. */
    sums: z.object({ images: count, bytes: count }),
    counts: z.partialRecord(z.enum(kinds), count),
    repaired: z.partialRecord(z.enum(kinds), count),
    /** The first of them. */
    findings: z.array(findingSchema),
  })
  .meta({ id: "IntegrityRun" });
export type IntegrityRun = z.infer<typeof integrityRunSchema>;

export const MAX_FINDINGS = 200;

/** The run with one more finding. */
export function withFinding(run: IntegrityRun, finding: Finding): IntegrityRun {
  const { kind } = finding;
  return {
    ...run,
    counts: { ...run.counts, [kind]: (run.counts[kind] ?? 0) + 1 },
    repaired: finding.repaired ? { ...run.repaired, [kind]: (run.repaired[kind] ?? 0) + 1 } : run.repaired,
    findings: run.findings.length < MAX_FINDINGS ? [...run.findings, finding] : run.findings,
  };
}
