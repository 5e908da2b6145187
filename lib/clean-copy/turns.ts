import { setImmediate } from "node:timers/promises";

/* Work that takes seconds for a large file, on a thread that others wait for. It yields wherever they may have a turn. */

/** How long others wait, milliseconds. */
const TURN_MS = 10;

/** Does the work to its end, with turns of others in between. */
export async function takeTurns<Result>(work: Generator<void, Result>): Promise<Result> {
  let begunAt = performance.now();
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    if (performance.now() - begunAt < TURN_MS) continue;
    await setImmediate();
    begunAt = performance.now();
  }
}

/** Does the work at once. */
export function finish<Result>(work: Generator<void, Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
