import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Image } from "#lib/images/image.ts";
import { requestRendering } from "#lib/processing/message.ts";
import type { Position } from "#lib/processing/position.ts";
import {
  classifyForRerender,
  emptyPass,
  type Pass,
  type RerenderRun,
  rerenderVersion,
} from "#lib/processing/rerender-run.ts";
import { changeRerender, findRerender, readRerenderProgress } from "#lib/processing/rerender-run-repository.ts";
import { countMessages } from "#lib/queue/queue.ts";
import type { Services } from "#lib/services.ts";
import { createPacer, type Pacer } from "./pacer.ts";
import { startDueRerender } from "./start-rerender.ts";
import { type Slice as LibrarySlice, type Visited, visitLibrary } from "./visit-library.ts";

type RerenderServices = Pick<Services, "database" | "queue">;

const IMAGES_PER_SLICE = 50;
/** Progress is saved at least this often, so that little is done twice after a crash, and a pause is noticed. */
const SLICE_MS = 4_000;
/** A message is received again for so long at most before it is given up. */
const MESSAGE_LIFE_MS = 60 * 60_000;

export interface ContinueOptions {
  /** Milliseconds since the epoch. */
  deadline: number;
  signal?: AbortSignal | undefined;
  /** How long it waits before it checks the queue again, milliseconds. */
  pauseMs?: number;
  now?: () => number;
}

/**
 * Continues the re-render that is in progress, and starts one when the recipe has changed: requests stale images, at
 * most at its pace and only while next to nothing else waits in the queue. Returns how many it requested. Processes
 * that continue the same re-render concurrently request some images twice, which the worker tolerates.
 */
export async function continueRerender(services: RerenderServices, options: ContinueOptions): Promise<number> {
  const { deadline, signal, pauseMs = 1_000, now = Date.now } = options;
  const clock: Clock = {
    now,
    isTimeUp: () => now() >= deadline || signal?.aborted === true,
    pause: () => sleep(pauseMs, undefined, { signal }).catch(() => {}),
  };
  const pacer = createPacer({ countMessages: () => countMessages(services.queue), now });
  let run = await startDueRerender(services, new Date(now()));
  let sent = 0;
  while (run?.state === "running" && !clock.isTimeUp()) {
    const slice =
      run.passEndedAt === undefined ? await walk(services, run, pacer, clock) : await endPass(services, run, clock);
    sent += slice.sent;
    if (slice.next) await changeRerender(services.database, run.number, slice.next);
    run = await findRerender(services.database, run.number);
  }
  return sent;
}

interface Clock {
  now: () => number;
  /** Whether this is to end, however far it is. */
  isTimeUp: () => boolean;
  pause: () => Promise<void>;
}

interface Slice {
  sent: number;
  /** Records progress, unless another process did it or the re-render has ended. */
  next?: (run: RerenderRun) => RerenderRun | undefined;
}

/** Continues the pass through the library for a moment. */
async function walk(services: RerenderServices, from: RerenderRun, pacer: Pacer, clock: Clock): Promise<Slice> {
  const until = clock.now() + SLICE_MS;
  const isSliceOver = () => clock.now() >= until || clock.isTimeUp();
  const pass: Pass = { ...emptyPass };
  async function visitImages({ after, images }: LibrarySlice): Promise<Visited> {
    let through = after;
    for (const { imageId, image } of images) {
      const standing = classifyForRerender(image, from);
      if (image && standing === "stale") {
        while (!isSliceOver() && !(await pacer.canSend(from.pacePerMinute))) await clock.pause();
        if (isSliceOver()) return { through };
        await requestRerender(services, from, image);
        pacer.recordSent();
        pass.sent += 1;
      } else if (standing !== "stale") pass[standing] += 1;
      pass.seen += 1;
      through = imageId;
    }
    return "all";
  }
  const visitor = { startUser: async () => true, visitImages, endUser: async () => {}, isTimeUp: isSliceOver };
  const position = await visitLibrary(services.database, from.position ?? {}, visitor, IMAGES_PER_SLICE);
  const isAtEnd = position === undefined;
  return { sent: pass.sent, next: (run) => recordSlice(run, from, { pass, position, isAtEnd, at: clock.now() }) };
}

function recordSlice(
  run: RerenderRun,
  from: RerenderRun,
  done: { pass: Pass; position: Position | undefined; isAtEnd: boolean; at: number },
): RerenderRun | undefined {
  const isTaken = run.passNumber !== from.passNumber || !isDeepStrictEqual(run.position, from.position);
  if (isTaken || (run.state !== "running" && run.state !== "paused") || run.passEndedAt !== undefined) return undefined;
  const pass = add(run.pass, done.pass);
  return {
    ...run,
    pass,
    position: done.position,
    sent: run.sent + done.pass.sent,
    ...(done.isAtEnd ? { passEndedAt: new Date(done.at).toISOString(), found: run.found ?? pass.seen } : {}),
  };
}

/** Ends the re-render after a pass that requested nothing; otherwise starts the next pass once the queue is empty. */
async function endPass(services: RerenderServices, from: RerenderRun, clock: Clock): Promise<Slice> {
  const at = new Date(clock.now()).toISOString();
  const change = (changes: Partial<RerenderRun>): Slice => ({
    sent: 0,
    next: (run) =>
      run.state === "running" && run.passNumber === from.passNumber && run.passEndedAt !== undefined
        ? { ...run, ...changes }
        : undefined,
  });
  if (from.pass.sent === 0) return change({ state: "done", finishedAt: at });
  const isQueueEmpty = (await countMessages(services.queue)) === 0;
  if (!isQueueEmpty && clock.now() - Date.parse(from.passEndedAt ?? at) < MESSAGE_LIFE_MS) {
    await clock.pause();
    return { sent: 0 };
  }
  const progress = await readRerenderProgress(services.database, from.number);
  const completed = progress.rendered + progress.failed + progress.skipped;
  const nextPass: Partial<RerenderRun> = {
    passNumber: from.passNumber + 1,
    pass: emptyPass,
    position: undefined,
    passEndedAt: undefined,
    completedBefore: completed,
  };
  if (completed > from.completedBefore) return change(nextPass);
  const note = `The worker rendered none of the ${from.pass.sent} images it was given. Does it run the same version as this server?`;
  return change({ ...nextPass, state: "paused", note });
}

async function requestRerender({ queue }: RerenderServices, run: RerenderRun, image: Image): Promise<void> {
  const rerender = { run: run.number, version: rerenderVersion(run) };
  await requestRendering(queue, { ownerId: image.ownerId, imageId: image.id, rerender });
}

function add(one: Pass, other: Pass): Pass {
  return {
    seen: one.seen + other.seen,
    current: one.current + other.current,
    unneeded: one.unneeded + other.unneeded,
    failed: one.failed + other.failed,
    sent: one.sent + other.sent,
  };
}
