import type { ChildProcess } from "node:child_process";
import { RendererError, residentBytes, runJob, startChild, stopChild } from "./render-child.ts";
import { PictureError } from "./sandbox/picture-error.ts";
import type { RenderedPicture, RenderJob } from "./sandbox/render-protocol.ts";

const MEBIBYTE = 1024 * 1024;
/** A process that holds more than this between two pictures is replaced; freed memory comes back only so. */
const RECYCLE_ABOVE_BYTES = 320 * MEBIBYTE;
/**
 * A crash, or an error that nobody has thought of, is tried again once in a new process, since the one before may have
 * been damaged by an earlier picture.
 */
const MAX_CRASHES = 2;

export interface Renderer {
  /**
   * Renders in a render process.
   * @throws PictureError when the picture is hopeless; RendererError when we are to blame
   */
  render(job: RenderJob, onInspected?: (inspectMs: number) => void): Promise<RenderedPicture>;
  /** Ends the render processes when they have done what they were given; the next picture starts another. */
  rest(): Promise<void>;
  /** Ends the render processes at once. */
  close(): Promise<void>;
}

/** A picture was looked at and is not to be decoded now; its process is free again. */
export class PutOffError extends Error {
  override readonly name = "PutOffError";
}

export interface ProcessRenderer extends Renderer {
  /**
   * Renders one picture after the other. `mayDecode` is asked once a picture was looked at, with the share that it
   * takes of the most, 0 to 1.
   * @throws PutOffError when it says no
   */
  render(
    job: RenderJob,
    onInspected?: (inspectMs: number) => void,
    mayDecode?: (share: number) => boolean,
  ): Promise<RenderedPicture>;
}

/**
 * Renders in one process, which starts right away, so that it is warm when the first picture comes, or only with that.
 * One of a lower `priority` (see os.setPriority) is given its time limit as processor time.
 */
export function createRenderer({
  startsAtOnce = true,
  priority,
}: {
  startsAtOnce?: boolean;
  priority?: number;
} = {}): ProcessRenderer {
  let closed = false;
  let worker: Promise<ChildProcess> | undefined = startsAtOnce ? start() : undefined;
  let last: Promise<unknown> = Promise.resolve();

  function start(): Promise<ChildProcess> {
    const started = startChild(priority);
    // Whoever awaits it next sees the error; until then it must not end the worker.
    started.catch(() => {});
    return started;
  }

  async function renderNow(
    job: RenderJob,
    onInspected: (inspectMs: number) => void,
    mayDecode: ((share: number) => boolean) | undefined,
  ): Promise<RenderedPicture> {
    for (let crashes = 0; ; ) {
      if (closed) throw new RendererError("The renderer is closed");
      worker ??= start();
      let child: ChildProcess;
      try {
        child = await worker;
      } catch (cause) {
        worker = undefined;
        throw cause;
      }
      const outcome = await runJob(child, job, {
        onInspected,
        mayDecode,
        countsProcessorTime: priority !== undefined,
      });
      if (outcome.kind === "put_off") throw new PutOffError();
      const isAnswer =
        outcome.kind === "rendered" || outcome.kind === "hopeless" || (outcome.kind === "error" && outcome.mayPass);
      if (isAnswer) {
        if (residentBytes(child) > RECYCLE_ABOVE_BYTES) {
          await stopChild(child);
          worker = closed ? undefined : start();
        }
        if (outcome.kind === "rendered") return outcome.picture;
        if (outcome.kind === "hopeless") throw new PictureError(outcome.code, outcome.message);
        throw new RendererError(outcome.message);
      }
      await stopChild(child);
      worker = closed ? undefined : start();
      if (outcome.kind === "timed_out") {
        throw new PictureError("timed_out", `Stopped at the time limit (${job.limits.timeoutMs} ms)`);
      }
      if (outcome.kind === "too_much_memory") {
        throw new PictureError("too_many_pixels", `Stopped at the memory limit (${job.limits.maxMemoryBytes} bytes)`);
      }
      crashes += 1;
      if (crashes >= MAX_CRASHES) {
        if (outcome.kind === "error") throw new PictureError("internal", outcome.message);
        if (outcome.bySignalFromOutside) throw new RendererError(`The render process was ended: ${outcome.how}`);
        throw new PictureError("corrupt_image", `The decoder crashed twice: ${outcome.how}`);
      }
    }
  }

  async function end(): Promise<void> {
    const child = await worker?.catch(() => undefined);
    worker = undefined;
    if (child) await stopChild(child);
  }

  return {
    render(job, onInspected = () => {}, mayDecode) {
      const result = last.then(() => renderNow(job, onInspected, mayDecode));
      last = result.catch(() => {});
      return result;
    },
    rest() {
      const rested = last.then(end);
      last = rested.catch(() => {});
      return rested;
    },
    async close() {
      closed = true;
      await end();
    },
  };
}
