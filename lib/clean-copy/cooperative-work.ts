import { setImmediate } from "node:timers/promises";

/* Work that takes seconds for a large file, on a thread that others wait for. It yields wherever they may have a turn. */

/** How long others wait, milliseconds. */
const TURN_MS = 10;

/** Runs the work to its end and lets others have their turn at its yields. */
export async function runCooperatively<Result>(work: Generator<void, Result>): Promise<Result> {
  let begunAt = performance.now();
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    if (performance.now() - begunAt < TURN_MS) continue;
    await setImmediate();
    begunAt = performance.now();
  }
}

/** Runs the work to its end without a pause. */
export function runToEnd<Result>(work: Generator<void, Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
