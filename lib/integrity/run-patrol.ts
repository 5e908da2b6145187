import { setTimeout } from "node:timers/promises";
import { findStoredUser, listUsers, type StoredUser, scanUsers } from "#lib/accounts/user-repository.ts";
import { listStoredImages } from "#lib/images/image-audit-repository.ts";
import { hasOpenImageSince } from "#lib/images/image-listing.ts";
import { originalsPrefix, RENDITIONS_PREFIX, renditionsOfUserPrefix, UPLOADS_PREFIX } from "#lib/images/object-keys.ts";
import { readTotals, readTotalsRevision } from "#lib/metrics/counter-repository.ts";
import { BEHIND, createObjectWindow, type ObjectWindow } from "#lib/storage/object-window.ts";
import { getUsageRevision } from "#lib/usage/usage-repository.ts";
import { checkAccount, checkImages, createReporter, describeUsageDrift, type IntegrityServices } from "./check-user.ts";
import type { Finding } from "./integrity-run.ts";
import { isEqual, lookAgain } from "./look-again.ts";
import {
  type Evidence,
  idOfFinding,
  MAX_PATROL_FINDINGS,
  type Patrol,
  type PatrolFinding,
  toFolder,
} from "./patrol.ts";
import { readPatrol, savePatrol } from "./patrol-repository.ts";

/** What reading a user and their sums costs, in images. */
const IMAGES_PER_USER = 10;
/** So many users are walked through in the order of their ids, in which their objects are listed too. */
const USERS_PER_PAGE = 500;
const ITEMS_PER_SEARCH = 1_000;
/** What reading so many items costs, in images. */
const IMAGES_PER_SEARCH = 250;
/** So many images of one user at a time: as many as one listing holds the renditions of. */
const IMAGES_PER_SLICE = 250;
/** Between the first look and the second one: longer than two writes that belong together are apart. */
const SECOND_LOOK_MS = 2_000;
/** Beyond every attempt at a batch of pictures, which is counted at its end. */
const BATCH_MS = 5 * 60_000;
const MAX_ATTEMPTS = 3;

export interface PatrolOptions {
  /** About how many images are looked at. */
  images: number;
  /** How many images of one user are read at a time. */
  slice?: number;
  /** Ends early then, milliseconds since the epoch. */
  deadline: number;
  /** Ends it at once; what this walk has seen is then left to the next one. */
  signal?: AbortSignal | undefined;
  now?: () => number;
  /** Waits between the first look and the second one. */
  pause?: () => Promise<unknown>;
}

interface Suspect extends Finding {
  evidence?: Evidence | undefined;
}

/** One minute's walk. */
interface Walk {
  services: IntegrityServices;
  patrol: Patrol;
  now: () => number;
  originals: ObjectWindow;
  renditions: ObjectWindow;
  /** How many images are left to look at. */
  left: number;
  slice: number;
  isOver: () => boolean;
  suspects: Suspect[];
  /** Findings about what was looked at in this walk, by id: they stand again if they are seen again. */
  before: Map<string, PatrolFinding>;
}

/**
 * Looks at the next part of what is stored, at the end of it once more at whatever seemed wrong, and keeps what is so
 * both times. Changes nothing that it looks at. Returns how many faults are new.
 */
export async function runPatrol(services: IntegrityServices, options: PatrolOptions): Promise<{ found: number }> {
  const { signal } = options;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const { patrol, revision } = await readPatrol(services.database);
    const known = new Set(patrol?.findings.map(({ id }) => id));
    const walk = await beginWalk(services, patrol, options);
    while (walk.patrol.phase !== "done" && walk.left > 0 && !walk.isOver()) await step(walk);
    await confirm(walk, options.pause ?? (() => setTimeout(SECOND_LOOK_MS, undefined, { signal })));
    if (signal?.aborted) break;
    // Somebody who repaired meanwhile has changed what is known: the walk is made again.
    if (await savePatrol(services.database, walk.patrol, revision)) {
      return { found: walk.patrol.findings.filter(({ id }) => !known.has(id)).length };
    }
  }
  return { found: 0 };
}

async function beginWalk(services: IntegrityServices, last: Patrol | undefined, options: PatrolOptions): Promise<Walk> {
  const now = options.now ?? Date.now;
  const at = new Date(now()).toISOString();
  const patrol = last && last.phase !== "done" ? { ...last, at } : await beginRound(services, last, at);
  return {
    services,
    patrol,
    now,
    originals: createObjectWindow(services.storage, UPLOADS_PREFIX),
    renditions: createObjectWindow(services.storage, RENDITIONS_PREFIX),
    left: options.images,
    slice: options.slice ?? IMAGES_PER_SLICE,
    isOver: () => Date.now() >= options.deadline || options.signal?.aborted === true,
    suspects: [],
    before: new Map(),
  };
}

async function beginRound({ database }: IntegrityServices, last: Patrol | undefined, at: string): Promise<Patrol> {
  return {
    at,
    round: (last?.round ?? 0) + 1,
    roundStartedAt: at,
    phase: "users",
    checked: { users: 0, images: 0, objects: 0 },
    met: 0,
    totalsBefore: await readTotalsRevision(database),
    sums: { images: 0, bytes: 0 },
    isUncertain: false,
    findings: last?.findings ?? [],
    lastRound: last?.lastRound,
  };
}

function step(walk: Walk): Promise<void> {
  switch (walk.patrol.phase) {
    case "users":
      return walkUsers(walk);
    case "search":
      return searchUsers(walk);
    default:
      return finishRound(walk);
  }
}

/** The users of a page of the directory, by id, as far as this walk gets. */
async function walkUsers(walk: Walk): Promise<void> {
  const { patrol } = walk;
  const query = { prefix: "", limit: USERS_PER_PAGE, cursor: patrol.cursor };
  const page = await listUsers(walk.services.database, query);
  const ids = page.users.map(({ id }) => id).sort();
  for (const id of ids.filter((one) => patrol.doneUserId === undefined || one > patrol.doneUserId)) {
    if (walk.left <= 0 || walk.isOver()) return;
    if (!(await walkUser(walk, id))) return;
    patrol.doneUserId = id;
  }
  patrol.doneUserId = undefined;
  patrol.cursor = page.nextCursor;
  if (page.nextCursor !== undefined) return;
  const { users } = await readTotals(walk.services.database);
  // Whoever stands in no list is found by reading the whole table, which costs something.
  patrol.phase = users === patrol.checked.users ? "totals" : "search";
}

/** Goes on with a user. Returns whether all of theirs was seen. */
async function walkUser(walk: Walk, userId: string): Promise<boolean> {
  const { services, patrol } = walk;
  if (patrol.current?.userId !== userId) {
    const stored = await findStoredUser(services.database, userId);
    patrol.checked.users += 1;
    if (!stored || stored.user.removingSince !== undefined) {
      patrol.isUncertain = true;
      return true;
    }
    await lookAtAccount(walk, stored);
  }
  do if (await lookAtSlice(walk, userId)) return true;
  while (walk.left > 0 && !walk.isOver());
  return false;
}

async function lookAtAccount(walk: Walk, stored: StoredUser): Promise<void> {
  const { id } = stored.user;
  walk.left -= IMAGES_PER_USER;
  visit(walk, (finding) => finding.userId === id && finding.evidence === undefined && toFolder(finding) === undefined);
  await checkAccount(walk.services, stored, createReporter(walk.suspects, id, false));
}

/** The next images of a user with their objects. Returns whether these were the last. */
async function lookAtSlice(walk: Walk, userId: string): Promise<boolean> {
  const { services, patrol } = walk;
  const { usage, revision } = await getUsageRevision(services.database, userId);
  const current = patrol.current?.userId === userId ? patrol.current : { revision, images: 0, bytes: 0 };
  const cursor = "cursor" in current ? current.cursor : undefined;
  const after = "through" in current ? current.through : undefined;
  const query = { ownerId: userId, limit: walk.slice, cursor };
  const page = await listStoredImages(services.database, query);
  const through = page.nextCursor === undefined ? undefined : page.images.at(-1)?.imageId;
  const objects = new Map(
    (
      await Promise.all([
        readBetween(walk.originals, originalsPrefix(userId), after, through),
        readBetween(walk.renditions, renditionsOfUserPrefix(userId), after, through),
      ])
    )
      .flat()
      .map((object) => [object.key, object]),
  );
  patrol.checked.objects += objects.size;
  visit(walk, (finding) => finding.userId === userId && isBetween(toFolder(finding), after, through));
  const part = { userId, images: page.images, objects, usage };
  const { images, sums } = await checkImages(services, part, createReporter(walk.suspects, userId, false), walk.now());
  walk.left -= images;
  patrol.checked.images += images;
  const total = { images: current.images + sums.images, bytes: current.bytes + sums.bytes };
  if (page.nextCursor !== undefined && through !== undefined) {
    patrol.current = { userId, cursor: page.nextCursor, through, revision: current.revision, ...total };
    return false;
  }
  patrol.current = undefined;
  patrol.sums = { images: patrol.sums.images + total.images, bytes: patrol.sums.bytes + total.bytes };
  visit(walk, (finding) => finding.userId === userId && finding.evidence?.of === "usage");
  const drift = describeUsageDrift(usage, total);
  // Sums over several minutes, in which the usage has changed, say nothing about it.
  if (drift !== undefined && revision === current.revision) {
    walk.suspects.push({
      kind: "usage_drift",
      where: userId,
      userId,
      detail: drift,
      repaired: false,
      evidence: { of: "usage", usedBytes: total.bytes, imageCount: total.images, revision },
    });
  }
  return true;
}

/** The objects in a user's folder of the folders after one image and up to another. */
function readBetween(window: ObjectWindow, prefix: string, after: string | undefined, through: string | undefined) {
  const behind = (folder: string) => `${prefix}${folder}/${BEHIND}`;
  return window(
    after === undefined ? prefix : behind(after),
    through === undefined ? `${prefix}${BEHIND}` : behind(through),
  );
}

function isBetween(folder: string | undefined, after: string | undefined, through: string | undefined): boolean {
  return (
    folder !== undefined && (after === undefined || folder > after) && (through === undefined || folder <= through)
  );
}

/** Counts all users in the table, and looks at those who are in no list. */
async function searchUsers(walk: Walk): Promise<void> {
  const { services, patrol } = walk;
  const page = await scanUsers(services.database, { limit: ITEMS_PER_SEARCH, cursor: patrol.cursor });
  walk.left -= IMAGES_PER_SEARCH;
  patrol.met += page.users.length;
  for (const stored of page.users.filter(({ isInDirectory }) => !isInDirectory)) {
    // Their images were not added up.
    patrol.isUncertain = true;
    await lookAtAccount(walk, stored);
  }
  patrol.cursor = page.nextCursor;
  if (page.nextCursor !== undefined) return;
  patrol.checked.users = patrol.met;
  patrol.phase = "totals";
}

async function finishRound(walk: Walk): Promise<void> {
  const { services, patrol } = walk;
  const { totals: noted, changes } = await readTotalsRevision(services.database);
  const there = { users: patrol.checked.users, images: patrol.sums.images, bytes: patrol.sums.bytes };
  visit(walk, ({ kind }) => kind === "totals_drift");
  const busySince = new Date(walk.now() - BATCH_MS).toISOString();
  // While people upload, what is counted at the end of a batch lags behind what was added up.
  const isStill =
    !patrol.isUncertain &&
    changes === patrol.totalsBefore.changes &&
    isEqual(noted, patrol.totalsBefore.totals) &&
    !(await hasOpenImageSince(services.database, busySince));
  if (isStill && !isEqual(noted, there)) {
    walk.suspects.push({
      kind: "totals_drift",
      where: "totals",
      detail: `${noted.users} users, ${noted.images} images, ${noted.bytes} bytes noted; ${there.users}, ${there.images}, ${there.bytes} there`,
      repaired: false,
      evidence: { of: "totals", noted, changes, there },
    });
  }
  // What nobody came by in the whole round is gone with the user that it was about.
  visit(walk, ({ round }) => round < patrol.round);
  patrol.phase = "done";
  patrol.lastRound = { startedAt: patrol.roundStartedAt, finishedAt: patrol.at, ...patrol.checked };
}

/** Takes away the findings about what is being looked at. */
function visit({ patrol, before }: Walk, isAboutThis: (finding: PatrolFinding) => boolean): void {
  for (const finding of patrol.findings.filter(isAboutThis)) before.set(finding.id, finding);
  patrol.findings = patrol.findings.filter((finding) => !isAboutThis(finding));
}

/** The second look: what is still so becomes a finding. */
async function confirm(walk: Walk, pause: () => Promise<unknown>): Promise<void> {
  const { services, patrol, before } = walk;
  const room = Math.max(0, MAX_PATROL_FINDINGS - patrol.findings.length);
  if (walk.suspects.length === 0) return;
  // Who is told to end does not look again, and keeps nothing.
  const isEnded = await pause().then(
    () => false,
    () => true,
  );
  if (isEnded) return;
  for (const { repaired: _, ...suspect } of walk.suspects.slice(0, room)) {
    const id = idOfFinding(suspect);
    const isKnown = patrol.findings.some((finding) => finding.id === id);
    if (isKnown || (await lookAgain(services, suspect, { isRepairing: false, now: walk.now() })) !== "there") continue;
    const since = before.get(id)?.since ?? patrol.at;
    patrol.findings.push({ ...suspect, id, since, round: patrol.round });
  }
}
