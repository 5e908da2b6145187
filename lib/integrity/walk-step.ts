import { findStoredUser, type StoredUser, scanUsers } from "#lib/accounts/user-directory-repository.ts";
import { BULK_PREFIX } from "#lib/bulk/bulk-objects.ts";
import { RENDITIONS_PREFIX, UPLOADS_PREFIX } from "#lib/images/object-keys.ts";
import { hasOpenImageSince } from "#lib/images/open-images.ts";
import { INDEXES_PREFIX } from "#lib/library/bucket-snapshots.ts";
import { readTotals, readTotalsRevision } from "#lib/metrics/counter-repository.ts";
import type { Usage } from "#lib/usage/usage.ts";
import { getUsageRevision } from "#lib/usage/usage-repository.ts";
import { checkAccount } from "./check-account.ts";
import { GRACE_MS, type IntegrityServices, reportOrphans } from "./check-folder.ts";
import { checkImages, isAfter, type ObjectWindows } from "./check-images.ts";
import { findUnknownFolders } from "./check-unknown-owners.ts";
import { addImages, startDigest, storeDigest } from "./digest-user.ts";
import { getFolder, type StoredFinding } from "./finding.ts";
import { isEqual } from "./recheck-finding.ts";
import { createReporter, type Suspect } from "./report.ts";
import { type Slice, type Visited, visitLibrary } from "./visit-library.ts";
import type { WalkState } from "./walk-state.ts";

/** What reading a user and their sums costs, in images; the owner of a folder costs about as much. */
const IMAGES_PER_USER = 10;
const ITEMS_PER_SEARCH = 1_000;
/** What reading so many items costs, in images. */
const IMAGES_PER_SEARCH = 250;
/** Longer than every attempt at a batch of images, which is counted at its end. */
const BATCH_MS = 5 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

/** One bounded step of the walk. It changes `state`, which is saved after its suspects were looked at again. */
export interface Step {
  services: IntegrityServices;
  state: WalkState;
  now: () => number;
  trashDays: number;
  windows: ObjectWindows;
  /** How many images are left to visit. */
  left: number;
  imagesPerSlice: number;
  isTimeUp: () => boolean;
  suspects: Suspect[];
  /** Findings about what was visited in this step, by id: they stay if they are found again. */
  superseded: Map<string, StoredFinding>;
  /** Images that were deleted from the trash. */
  emptied: number;
}

/** Visits the next part of the current phase. */
export function advance(step: Step): Promise<void> {
  switch (step.state.phase) {
    case "users":
      return visitUsers(step);
    case "search":
      return searchUsers(step);
    case "originals":
      return visitUnknownOwners(step, UPLOADS_PREFIX, "renditions");
    case "renditions":
      return visitUnknownOwners(step, RENDITIONS_PREFIX, "indexes");
    case "indexes":
      return visitUnknownOwners(step, INDEXES_PREFIX, "bulk");
    case "bulk":
      return visitUnknownOwners(step, BULK_PREFIX, "totals");
    default:
      return finishRound(step);
  }
}

async function visitUsers(step: Step): Promise<void> {
  const { services, state } = step;
  const visitor = {
    startUser: (userId: string) => startUser(step, userId),
    visitImages: (slice: Slice) => visitImages(step, slice),
    endUser: (userId: string) => endUser(step, userId),
    isTimeUp: step.isTimeUp,
  };
  const position = await visitLibrary(services.database, state.position, visitor, step.imagesPerSlice);
  state.position = position ?? {};
  if (position) return;
  const { users } = await readTotals(services.database);
  // Finding users who are in no list means reading the whole table, which costs something.
  state.phase = users === state.checked.users ? "originals" : "search";
}

async function startUser(step: Step, userId: string): Promise<boolean> {
  const { services, state } = step;
  const stored = await findStoredUser(services.database, userId);
  state.checked.users += 1;
  step.left -= IMAGES_PER_USER;
  if (!stored || stored.user?.removingSince !== undefined) {
    state.isInconclusive = true;
    return false;
  }
  await visitAccount(step, stored);
  const { revision } = await getUsageRevision(services.database, userId);
  state.userSums = { revision, images: 0, bytes: 0 };
  state.userDigest = startDigest(step.now());
  return true;
}

async function visitAccount(step: Step, stored: StoredUser): Promise<void> {
  const { userId } = stored;
  supersede(step, (one) => one.userId === userId && one.evidence === undefined && getFolder(one) === undefined);
  await checkAccount(step.services, stored, createReporter(step.suspects, userId, false));
}

async function visitImages(step: Step, slice: Slice): Promise<Visited> {
  const { services, state, windows, now } = step;
  const { userId, after } = slice;
  const { usage } = await getUsageRevision(services.database, userId);
  const report = createReporter(step.suspects, userId, false);
  const trashedBefore = new Date(now() - step.trashDays * DAY_MS).toISOString();
  const options = { report, now: now(), trashedBefore, isTimeUp: step.isTimeUp };
  const checked = await checkImages(services, slice, windows, usage, options);
  const through = checked.visited === "all" ? slice.to : checked.visited.through;
  if (state.userDigest) {
    const visited = slice.images.filter(({ imageId }) => through !== undefined && !isAfter(imageId, through));
    state.userDigest = addImages(state.userDigest, visited);
  }
  const isToEnd = checked.visited === "all" && slice.isLast;
  supersede(step, (one) => {
    const folder = one.userId === userId ? getFolder(one) : undefined;
    if (folder === undefined || (after !== undefined && !isAfter(folder, after))) return false;
    return isToEnd || (through !== undefined && !isAfter(folder, through));
  });
  step.emptied += checked.emptied;
  step.left -= Math.max(checked.images, Math.ceil((slice.read * IMAGES_PER_SEARCH) / ITEMS_PER_SEARCH), 1);
  state.checked.images += checked.images;
  state.checked.objects += checked.objects;
  const sums: NonNullable<WalkState["userSums"]> = state.userSums ?? { revision: -1, images: 0, bytes: 0 };
  const isInconclusive = sums.isInconclusive === true || checked.unreadable > 0;
  state.userSums = {
    ...sums,
    images: sums.images + checked.sums.images,
    bytes: sums.bytes + checked.sums.bytes,
    isInconclusive,
  };
  if (isInconclusive) state.isInconclusive = true;
  return checked.visited;
}

async function endUser(step: Step, userId: string): Promise<void> {
  const { services, state } = step;
  const sums = state.userSums;
  if (state.userDigest) await storeDigest(services, userId, state.userDigest, step.now());
  state.userDigest = undefined;
  state.userSums = undefined;
  if (!sums) return;
  state.sums = { images: state.sums.images + sums.images, bytes: state.sums.bytes + sums.bytes };
  supersede(step, (one) => one.userId === userId && one.evidence?.of === "usage");
  const { usage, revision } = await getUsageRevision(services.database, userId);
  const detail = describeUsageDrift(usage, sums);
  // Sums that took several minutes, in which the usage has changed, say nothing about it; nor do sums without an image
  // that cannot be read, whose bytes a repair would take from the usage.
  if (detail === undefined || revision !== sums.revision || sums.isInconclusive) return;
  const evidence = { of: "usage", usedBytes: sums.bytes, imageCount: sums.images, revision } as const;
  step.suspects.push({ kind: "usage_drift", where: userId, userId, detail, repaired: false, evidence });
}

/** What is wrong with a user's usage, given the sums of their images; undefined when it is right. */
function describeUsageDrift(usage: Usage, sums: { images: number; bytes: number }): string | undefined {
  const reserved = Object.values(usage.reservations).reduce((sum, { bytes }) => sum + bytes, 0);
  const isRight =
    usage.usedBytes === sums.bytes &&
    usage.imageCount === sums.images &&
    usage.committedBytes === usage.usedBytes + reserved;
  return isRight
    ? undefined
    : `${usage.usedBytes} bytes in ${usage.imageCount} images recorded, ${sums.bytes} in ${sums.images} found`;
}

/** Counts all users in the table, and checks the accounts of those who are in no list. */
async function searchUsers(step: Step): Promise<void> {
  const { services, state } = step;
  const page = await scanUsers(services.database, { limit: ITEMS_PER_SEARCH, cursor: state.cursor });
  step.left -= IMAGES_PER_SEARCH;
  state.usersFound += page.users.length;
  for (const stored of page.users.filter(({ isInDirectory }) => !isInDirectory)) {
    // Their images were not added up.
    state.isInconclusive = true;
    await visitAccount(step, stored);
  }
  state.cursor = page.nextCursor;
  if (page.nextCursor !== undefined) return;
  state.checked.users = state.usersFound;
  state.phase = "originals";
}

/** The next folders of the bucket, in case their owners do not exist: those of users were compared with the users. */
async function visitUnknownOwners(step: Step, root: string, nextPhase: WalkState["phase"]): Promise<void> {
  const { services, state, now } = step;
  const limit = Math.max(1, Math.ceil(step.left / IMAGES_PER_USER));
  const { unknown, folders, cursor } = await findUnknownFolders(services, root, state.cursor, limit);
  step.left -= folders * IMAGES_PER_USER;
  const report = createReporter(step.suspects, undefined, false);
  for (const { prefix, objects, isFirst } of unknown) {
    if (isFirst) supersede(step, ({ userId, where }) => userId === undefined && where.startsWith(prefix));
    state.checked.objects += objects.length;
    await reportOrphans(services, objects, report, now() - GRACE_MS);
  }
  state.cursor = cursor;
  if (cursor === undefined) state.phase = nextPhase;
}

async function finishRound(step: Step): Promise<void> {
  const { services, state } = step;
  const { totals: noted, changes } = await readTotalsRevision(services.database);
  const there = { users: state.checked.users, images: state.sums.images, bytes: state.sums.bytes };
  supersede(step, ({ kind }) => kind === "totals_drift");
  const busySince = new Date(step.now() - BATCH_MS).toISOString();
  // While people upload, what is counted at the end of a batch lags behind what was added up.
  const isStill =
    !state.isInconclusive &&
    changes === state.totalsBefore.changes &&
    isEqual(noted, state.totalsBefore.totals) &&
    !(await hasOpenImageSince(services.database, busySince));
  if (isStill && !isEqual(noted, there)) {
    step.suspects.push({
      kind: "totals_drift",
      where: "totals",
      detail: `${noted.users} users, ${noted.images} images, ${noted.bytes} bytes recorded; ${there.users}, ${there.images}, ${there.bytes} found`,
      repaired: false,
      evidence: { of: "totals", noted, changes, there },
    });
  }
  // A finding that the whole round did not come across is gone together with its user.
  supersede(step, ({ round }) => round < state.round);
  state.phase = "done";
  state.lastRound = { startedAt: state.roundStartedAt, finishedAt: state.at, ...state.checked };
}

/** Takes away the findings about what is being visited. */
function supersede({ state, superseded }: Step, isAboutThis: (finding: StoredFinding) => boolean): void {
  for (const finding of state.findings.filter(isAboutThis)) superseded.set(finding.id, finding);
  state.findings = state.findings.filter((finding) => !isAboutThis(finding));
}
