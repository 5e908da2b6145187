import { z } from "zod";
import { getRenditionVersion, type Image } from "#lib/images/image.ts";
import { isUnchangedSince, parseRecipeVersion, recipe } from "#lib/images/recipe.ts";
import { positionSchema } from "./position.ts";

/** What an admin may tell a re-render to do. */
export const rerenderCommands = ["pause", "resume", "cancel"] as const;
export type RerenderCommand = (typeof rerenderCommands)[number];

export const rerenderStates = ["running", "paused", "done", "cancelled"] as const;

const count = z.number().int().nonnegative();

/** What one pass through the library has met so far. */
const passSchema = z.object({
  /** Images looked at. */
  seen: count,
  /** Of these, with renditions that need not be rendered again. */
  current: count,
  /** Without renditions: on their way, or failed. */
  unneeded: count,
  /** Could not be rendered again, and keep what they had. */
  failed: count,
  /** Asked for. */
  sent: count,
});
export type Pass = z.infer<typeof passSchema>;

export const emptyPass: Pass = { seen: 0, current: 0, unneeded: 0, failed: 0, sent: 0 };

/**
 * One re-render of the library. It goes through all images pass after pass, until a pass meets none that is to be
 * rendered: so what a crash, a full queue or an older worker left out is met again.
 */
export const rerenderRunSchema = z.object({
  /** Counts the re-renders; a part of the version that its renditions are of. */
  number: z.number().int().positive(),
  /** Of the recipe by which it renders. */
  recipeVersion: z.string(),
  /** Whether images that are of this recipe already are rendered as well. */
  isForced: z.boolean(),
  state: z.enum(rerenderStates),
  /** Why it changed its state by itself. */
  note: z.string().optional(),
  /** At most so many images a minute. */
  pacePerMinute: z.number().int().positive(),
  /** How many images there were when it began, roughly. */
  images: count,
  startedAt: z.string(),
  /** The admin's e-mail address; absent when it began by itself, since the recipe had changed. */
  startedBy: z.string().optional(),
  finishedAt: z.string().optional(),
  passNumber: z.number().int().positive(),
  pass: passSchema,
  /** Where the pass is; absent at its beginning and at its end. */
  position: positionSchema.optional(),
  /** When the pass came to its end; the next one begins when the queue is empty. */
  passEndedAt: z.string().optional(),
  /** How many images the first pass met. */
  found: count.optional(),
  /** Asked for in all passes. */
  sent: count,
  /** How many images were dealt with when the pass began: one that changes nothing is not repeated for ever. */
  completedBefore: count,
});
export type RerenderRun = z.infer<typeof rerenderRunSchema>;

/** What became of the images that a re-render asked for, as the worker counted it. */
export interface RerenderProgress {
  rendered: number;
  failed: number;
  /** Needed nothing any more when their turn came, as the second of two messages for one image. */
  skipped: number;
}

export function isActive({ state }: Pick<RerenderRun, "state">): boolean {
  return state === "running" || state === "paused";
}

/**
 * The version that a re-render's renditions are of. Each re-render has its own, so that nothing is ever stored where
 * something else stands, was served from, or is being removed.
 */
export function rerenderVersion({ recipeVersion, number }: Pick<RerenderRun, "recipeVersion" | "number">): string {
  return `${recipeVersion}.${number}`;
}

/** How an image stands to a re-render. */
export function classifyForRerender(
  image: Image | undefined,
  run: Pick<RerenderRun, "number" | "recipeVersion" | "isForced" | "startedAt">,
): "current" | "unneeded" | "failed" | "stale" {
  if (image?.status !== "ready" || image.removingSince !== undefined) return "unneeded";
  const version = getRenditionVersion(image);
  const isCurrentRecipe =
    parseRecipeVersion(version) === run.recipeVersion ||
    (run.recipeVersion === recipe.version && isUnchangedSince(version, image));
  const isNew = version === rerenderVersion(run) || image.statusAt >= run.startedAt;
  if (isCurrentRecipe && (!run.isForced || isNew)) return "current";
  return image.rerenderFailure?.run === run.number ? "failed" : "stale";
}

/** How many images were asked for and are not dealt with yet, roughly. */
export function pendingCount(run: RerenderRun, progress: RerenderProgress): number {
  return Math.max(0, run.sent - progress.rendered - progress.failed - progress.skipped);
}

/** How far a re-render is: images done, of how many. */
export function toProgress(run: RerenderRun, progress: RerenderProgress): { done: number; total: number } {
  const waiting = pendingCount(run, progress);
  const total = run.found ?? Math.max(run.images, run.pass.seen);
  const seen = run.found ?? run.pass.seen;
  // What was dealt with since the pass was last noted counts too.
  const done = Math.max(seen - waiting, progress.rendered + progress.failed);
  return { done: run.state === "done" ? total : Math.min(done, total), total };
}
