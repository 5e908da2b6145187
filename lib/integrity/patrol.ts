import { z } from "zod";
import { type Finding, findingSchema } from "./integrity-run.ts";

/*
 * The patrol is a check that never ends: every minute it looks at a bounded part of what is stored and keeps where it
 * is, so that a small installation is seen whole each minute and a large one in the course of hours or days.
 */

const count = z.number().int();
const totalsSchema = z.object({ users: count, images: count, bytes: count });

/** A fault that was seen twice and is open. */
export const patrolFindingSchema = findingSchema
  .omit({ repaired: true })
  .extend({ id: z.string(), since: z.string().describe("When it was first seen") })
  .meta({ id: "PatrolFinding" });

/** What was added up, so that a wrong sum can be put right without adding it up again. */
const evidenceSchema = z.discriminatedUnion("of", [
  z.object({ of: z.literal("usage"), usedBytes: count, imageCount: count, revision: count }),
  z.object({ of: z.literal("totals"), noted: totalsSchema, changes: count, there: totalsSchema }),
]);
export type Evidence = z.infer<typeof evidenceSchema>;

const storedFindingSchema = patrolFindingSchema.extend({
  /** Of the round in which it was last seen. */
  round: count,
  evidence: evidenceSchema.optional(),
});
export type PatrolFinding = z.infer<typeof storedFindingSchema>;

/** Where the patrol is and what it found. */
export const patrolSchema = z.object({
  /** When it last looked. */
  at: z.string(),
  /** Rounds are numbered from 1. */
  round: count,
  roundStartedAt: z.string(),
  phase: z.enum(["users", "search", "totals", "done"]),
  /** Where the page of users, or of the search for users who are in no list, begins. */
  cursor: z.string().optional(),
  /** The last user of that page who is done, in the order of ids. */
  doneUserId: z.string().optional(),
  /** The user whose images are not all seen yet. */
  current: z
    .object({
      userId: z.string(),
      cursor: z.string(),
      through: z.string(),
      revision: count,
      images: count,
      bytes: count,
    })
    .optional(),
  checked: z.object({ users: count, images: count, objects: count }),
  /** Users that the search has met. */
  met: count,
  /** What was stored altogether when the round began, and how often that had changed. */
  totalsBefore: z.object({ totals: totalsSchema, changes: count }),
  sums: z.object({ images: count, bytes: count }),
  /** Whether something was met that makes the sums of this round worthless. */
  isUncertain: z.boolean(),
  findings: z.array(storedFindingSchema),
  lastRound: z
    .object({ startedAt: z.string(), finishedAt: z.string(), users: count, images: count, objects: count })
    .optional(),
});
export type Patrol = z.infer<typeof patrolSchema>;

/** As admins see it. */
export const patrolViewSchema = z
  .object({
    at: z.string().describe("When it last looked"),
    roundStartedAt: z.string(),
    checked: z.object({ users: count, images: count, objects: count }).describe("In the round that is under way"),
    lastRound: patrolSchema.shape.lastRound.describe("The last time that everything was seen"),
    findings: z.array(patrolFindingSchema).describe("Open faults, those seen first at the top"),
  })
  .meta({ id: "Patrol" });
export type PatrolView = z.infer<typeof patrolViewSchema>;

/** More faults at once than a page can show or an item hold; the rest is met when some of these are gone. */
export const MAX_PATROL_FINDINGS = 100;

export function idOfFinding({ kind, where }: Pick<Finding, "kind" | "where">): string {
  return `${kind} ${where}`;
}

/** The folder of an image that a finding is about; undefined for one about an account or a sum. */
export function toFolder({ kind, where, imageId }: Pick<Finding, "kind" | "where" | "imageId">): string | undefined {
  return imageId ?? (kind === "orphan_object" ? where.split("/")[2] : undefined);
}

/** What came of repairing findings. */
export const repairReportSchema = z.object({
  repaired: count.describe("Mended by this call"),
  left: count.describe("Still there, because only people can mend them"),
  isMore: z.boolean().describe("Whether there was no time for some; call again"),
});
export type RepairReport = z.infer<typeof repairReportSchema>;
