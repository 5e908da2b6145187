import { setTimeout } from "node:timers/promises";
import type { Database } from "#lib/database/database.ts";
import { RENDITIONS_PREFIX, UPLOADS_PREFIX } from "#lib/images/object-keys.ts";
import { readTotalsRevision } from "#lib/metrics/counter-repository.ts";
import { createObjectWindow } from "#lib/storage/object-window.ts";
import type { IntegrityServices } from "./check-folder.ts";
import { toFindingId } from "./finding.ts";
import { recheckFinding } from "./recheck-finding.ts";
import type { Suspect } from "./report.ts";
import { readWalk, saveWalk, storeRun } from "./walk-repository.ts";
import { addFinding, type IntegrityRun, MAX_FINDINGS, updateProgress, type WalkState } from "./walk-state.ts";
import { advance, type Step } from "./walk-step.ts";

/** Images of one user at a time: as many as one listing holds the renditions of. */
const IMAGES_PER_SLICE = 250;
/** Progress is saved at least this often, so that little is repeated after a crash. */
const IMAGES_PER_STEP = 2_000;
const STEP_MS = 4_000;
/** A step ends early when it has so many suspects, each of which is looked at again. */
const MAX_SUSPECTS = 250;
/** Between the first look and the second one: longer than two writes that belong together are apart. */
const SECOND_LOOK_MS = 2_000;
const CONCURRENCY = 8;
/** Another process that keeps saving is walking as well; this one leaves it to that. */
const MAX_CONFLICTS = 3;

export interface WalkOptions {
  /** About how many images are visited. */
  images: number;
  /** How many images of one user are read at a time. */
  imagesPerSlice?: number;
  /** Images are deleted permanently after so many days in the trash. */
  trashDays: number;
  /** Stops early then, milliseconds since the epoch. */
  deadline: number;
  /** Stops it immediately; what the current step has seen is then left to the next one. */
  signal?: AbortSignal | undefined;
  now?: () => number;
  /** Waits between the first look and the second one. */
  pause?: () => Promise<unknown>;
}

export interface WalkReport {
  /** New findings. */
  found: number;
  /** Images that were deleted since their time in the trash was over. */
  emptied: number;
}

/**
 * Continues the integrity walk until the end of its round, or until images, deadline or `signal` end it. Whatever seems
 * wrong is looked at again at the end of each step, and kept if it still is. It changes nothing that it checks, unless
 * a check with repair has been started; images whose time in the trash is over are deleted.
 */
export async function runIntegrityWalk(services: IntegrityServices, options: WalkOptions): Promise<WalkReport> {
  const { signal } = options;
  const report: WalkReport = { found: 0, emptied: 0 };
  let left = options.images;
  for (let conflicts = 0; conflicts < MAX_CONFLICTS && !signal?.aborted; ) {
    const { state: last, findings, revision } = await readWalk(services.database);
    const known = new Set(findings.map(({ id }) => id));
    const step = startStep(
      services,
      last ?? (await createRound(services.database, options, { findings })),
      options,
      left,
    );
    if (step.state.phase === "done") step.state = await createRound(services.database, options, step.state);
    const before = step.left;
    do await advance(step);
    while (step.state.phase !== "done" && !step.isTimeUp());
    report.emptied += step.emptied;
    await confirm(step, options.pause ?? (() => setTimeout(SECOND_LOOK_MS, undefined, { signal })));
    if (signal?.aborted) break;
    // What another process has saved in between wins, and the step is made again.
    if (!(await save(services.database, step.state, revision))) {
      conflicts += 1;
      continue;
    }
    report.found += step.state.findings.filter(({ id }) => !known.has(id)).length;
    left -= before - step.left;
    if (step.state.phase === "done" || left <= 0 || Date.now() >= options.deadline) break;
  }
  return report;
}

function startStep(services: IntegrityServices, last: WalkState, options: WalkOptions, left: number): Step {
  const now = options.now ?? Date.now;
  const until = Math.min(options.deadline, Date.now() + STEP_MS);
  const step: Step = {
    services,
    state: { ...structuredClone(last), at: new Date(now()).toISOString() },
    now,
    trashDays: options.trashDays,
    windows: {
      originals: createObjectWindow(services.storage, UPLOADS_PREFIX),
      renditions: createObjectWindow(services.storage, RENDITIONS_PREFIX),
    },
    left: Math.min(left, IMAGES_PER_STEP),
    imagesPerSlice: options.imagesPerSlice ?? IMAGES_PER_SLICE,
    isTimeUp: () =>
      step.left <= 0 || step.suspects.length >= MAX_SUSPECTS || Date.now() >= until || options.signal?.aborted === true,
    suspects: [],
    superseded: new Map(),
    emptied: 0,
  };
  return step;
}

/** The beginning of the next round; open findings stay until the walk comes by them. */
export async function createRound(
  database: Database,
  { now = Date.now }: { now?: (() => number) | undefined },
  last: Pick<WalkState, "findings"> & Partial<WalkState>,
  check?: IntegrityRun,
): Promise<WalkState> {
  const at = new Date(now()).toISOString();
  return {
    at,
    round: (last.round ?? 0) + 1,
    roundStartedAt: at,
    phase: "users",
    position: {},
    checked: { users: 0, images: 0, objects: 0 },
    usersFound: 0,
    totalsBefore: await readTotalsRevision(database),
    sums: { images: 0, bytes: 0 },
    isInconclusive: false,
    findings: last.findings,
    lastRound: last.lastRound,
    check,
  };
}

/** The second look: what is still wrong becomes a finding, unless the check repairs it. */
async function confirm(step: Step, pause: () => Promise<unknown>): Promise<void> {
  const { services, state, superseded } = step;
  const suspects = [...new Map(step.suspects.map((suspect) => [toFindingId(suspect), suspect])).values()];
  const room = state.check ? suspects.length : Math.max(0, MAX_FINDINGS - state.findings.length);
  if (suspects.length === 0) return;
  // A walk that is told to stop does not look again, and keeps nothing.
  const isStopped = await pause().then(
    () => false,
    () => true,
  );
  if (isStopped) return;
  const options = { isRepairing: state.check?.mode === "repair", now: step.now() };
  const look = async (suspect: Suspect) => ({ suspect, outcome: await recheckFinding(services, suspect, options) });
  for (let start = 0; start < room; start += CONCURRENCY) {
    const looks = await Promise.all(suspects.slice(start, Math.min(start + CONCURRENCY, room)).map(look));
    for (const { suspect, outcome } of looks.filter((one) => one.outcome !== "resolved")) {
      const { evidence: _, ...finding } = { ...suspect, repaired: outcome === "repaired" };
      if (state.check) state.check = addFinding(state.check, finding);
      if (outcome === "repaired" || state.findings.length >= MAX_FINDINGS) continue;
      const id = toFindingId(suspect);
      const { repaired: __, ...open } = suspect;
      const since = superseded.get(id)?.since ?? state.at;
      state.findings = [...state.findings.filter((one) => one.id !== id), { ...open, id, since, round: state.round }];
    }
  }
}

/** Stores how far the walk is. A check whose round has ended goes to the history first. */
async function save(database: Database, state: WalkState, revision: number): Promise<boolean> {
  if (!state.check) return saveWalk(database, state, revision);
  const check = updateProgress(state.check, state);
  if (check.phase === "done") await storeRun(database, check);
  return saveWalk(database, { ...state, check: check.phase === "done" ? undefined : check }, revision);
}
