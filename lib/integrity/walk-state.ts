import { z } from "zod";
import { countField as count, timestampField } from "#lib/field-schemas.ts";
import { positionSchema } from "#lib/processing/position.ts";
import {
  type Finding,
  findingKindSchema,
  findingSchema,
  openFindingSchema,
  storedFindingSchema,
  totalsSchema,
} from "./finding.ts";

/*
 * The integrity walk never ends: each step visits a bounded part of what is stored and saves where it is, so that a
 * small installation is seen whole every minute (on one machine every half hour while nobody changes anything) and a
 * large one within hours or days. A check that an admin or the daily schedule asks for is a round of the same walk,
 * from its beginning and with a larger budget.
 */

/** More findings than a page can show or an item hold; the others appear once some of these are gone. */
export const MAX_FINDINGS = 100;

const checkedSchema = z.object({ users: count, images: count, objects: count });
const countsSchema = z.partialRecord(findingKindSchema, count);

/** A requested check of everything. */
export const integrityRunSchema = z
  .object({
    id: z.string(),
    mode: z.enum(["check", "repair"]),
    startedAt: timestampField,
    finishedAt: timestampField.optional(),
    phase: z.enum(["users", "originals", "renditions", "totals", "done"]),
    checked: checkedSchema,
    /** The totals as they were recorded when it started. */
    totalsBefore: totalsSchema,
    /** Of all users that were checked. */
    sums: z.object({ images: count, bytes: count }),
    counts: countsSchema,
    repaired: countsSchema,
    /** The first of them. */
    findings: z.array(findingSchema),
  })
  .meta({ id: "IntegrityRun" });
export type IntegrityRun = z.infer<typeof integrityRunSchema>;

const lastRoundSchema = z
  .object({ startedAt: timestampField, finishedAt: timestampField, ...checkedSchema.shape })
  .optional();

/** Where the walk is and what it found. */
export const walkStateSchema = z.object({
  /** When it last visited something. */
  at: timestampField,
  /** Rounds are numbered from 1. */
  round: count,
  roundStartedAt: timestampField,
  phase: z.enum(["users", "search", "originals", "renditions", "indexes", "bulk", "totals", "done"]),
  /** Among the users and their images. */
  position: positionSchema,
  /** Where the search for unlisted users, or for folders of unknown users, continues. */
  cursor: z.string().optional(),
  /**
   * The sums of the current user so far, and the revision of their usage when they were started; they say nothing
   * about it where an image's record cannot be read.
   */
  userSums: z
    .object({ revision: count, images: count, bytes: count, isInconclusive: z.boolean().optional() })
    .optional(),
  /** What a library index of the images of the current user that were visited would have, and since when. */
  userDigest: z.object({ count, xor: z.string(), parts: z.string().optional(), startMs: z.number() }).optional(),
  checked: checkedSchema,
  /** Users that the search has come across. */
  usersFound: count,
  /** What was stored altogether when the round started, and how often that had changed. */
  totalsBefore: z.object({ totals: totalsSchema, changes: count }),
  sums: z.object({ images: count, bytes: count }),
  /** Whether something happened that makes the sums of this round worthless. */
  isInconclusive: z.boolean(),
  findings: z.array(storedFindingSchema),
  lastRound: lastRoundSchema,
  /** The check that this round was started for. */
  check: integrityRunSchema.optional(),
});
export type WalkState = z.infer<typeof walkStateSchema>;

/** As admins see it. */
export const walkViewSchema = z
  .object({
    at: timestampField.describe("When it last visited something"),
    roundStartedAt: timestampField,
    checked: checkedSchema.describe("In the current round"),
    lastRound: lastRoundSchema.describe("The last time that everything was visited"),
    findings: z.array(openFindingSchema).describe("Open findings, the oldest first"),
  })
  .meta({ id: "Patrol" });
export type WalkView = z.infer<typeof walkViewSchema>;

/** What came of repairing findings. */
export const repairReportSchema = z.object({
  repaired: count.describe("Repaired by this call"),
  left: count.describe("Still there, because only people can repair them"),
  isMore: z.boolean().describe("Whether there was no time for some; call again"),
});
export type RepairReport = z.infer<typeof repairReportSchema>;

/** The check with one more finding. */
export function addFinding(check: IntegrityRun, finding: Finding): IntegrityRun {
  const { kind } = finding;
  return {
    ...check,
    counts: { ...check.counts, [kind]: (check.counts[kind] ?? 0) + 1 },
    repaired: finding.repaired ? { ...check.repaired, [kind]: (check.repaired[kind] ?? 0) + 1 } : check.repaired,
    findings: check.findings.length < MAX_FINDINGS ? [...check.findings, finding] : check.findings,
  };
}

/** A phase that is too small to be shown counts as the one before it. */
function toShownPhase(phase: WalkState["phase"]): IntegrityRun["phase"] {
  if (phase === "search") return "users";
  return phase === "indexes" || phase === "bulk" ? "renditions" : phase;
}

/** The check with the progress of its round. */
export function updateProgress(check: IntegrityRun, state: WalkState): IntegrityRun {
  return {
    ...check,
    phase: toShownPhase(state.phase),
    checked: state.checked,
    sums: state.sums,
    ...(state.phase === "done" ? { finishedAt: state.at } : {}),
  };
}
