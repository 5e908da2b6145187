import { createRenderer, type ProcessRenderer, PutOffError, type Renderer } from "./renderer.ts";
import type { RenderedPicture, RenderJob } from "./sandbox/render-protocol.ts";

/*
 * Several render processes for a machine that one worker has to itself. In Lambda each worker has one.
 *
 * What they hold at the same time is bounded: a picture takes the share of the most that one of its kind may have,
 * which fills the memory that a picture may take, and together they take at most as much as ROOM. One that finds no
 * room when its header was read gives its process free, and is decoded when there is room; what fits beside it passes
 * it meanwhile, so that small pictures do not wait for two large ones, nor a large one for ever.
 */

/** Beside the largest picture that there may be, half as much of others. */
const ROOM = 1.5;

interface Task {
  job: RenderJob;
  onInspected: ((inspectMs: number) => void) | undefined;
  finished: PromiseWithResolvers<RenderedPicture>;
  /** Known once it was looked at. */
  share: number | undefined;
}

/** Starts up to `processes` render processes, each when a picture would have to wait for those that there are. */
export function createRendererPool({
  processes,
  priority,
  room = ROOM,
}: {
  processes: number;
  /** Of the processes, as in os.setPriority. */
  priority?: number;
  room?: number;
}): Renderer {
  const renderers = Array.from({ length: processes }, () =>
    createRenderer({ startsAtOnce: false, ...(priority === undefined ? {} : { priority }) }),
  );
  const idle = [...renderers];
  /** Not looked at yet. */
  const waiting: Task[] = [];
  /** Looked at, without room so far. */
  const putOff: Task[] = [];
  /** What is being decoded, with its share. */
  const decoding = new Map<Task, number>();
  /** Those of them that passed the first that was put off. */
  const passing = new Set<Task>();

  function sumShares(tasks: Iterable<Task>): number {
    return [...tasks].reduce((sum, task) => sum + (decoding.get(task) ?? 0), 0);
  }

  /** One that is larger than the room has it to itself. */
  function isRoomFor(share: number): boolean {
    return decoding.size === 0 || sumShares(decoding.keys()) + share <= room;
  }

  /** Whether this one may be decoded now; what was put off first still finds room as soon as if it were not. */
  function mayDecode(task: Task, share: number): boolean {
    // After a crash it is asked about again.
    if (decoding.has(task)) return true;
    task.share = share;
    const [first] = putOff;
    if (!isRoomFor(share)) return false;
    if (first?.share !== undefined) {
      if (sumShares(passing) + share + first.share > room) return false;
      passing.add(task);
    }
    decoding.set(task, share);
    return true;
  }

  function takeNext(): Task | undefined {
    const [first] = putOff;
    if (first?.share === undefined || !isRoomFor(first.share)) return waiting.shift();
    putOff.shift();
    passing.clear();
    decoding.set(first, first.share);
    return first;
  }

  function dispatch(): void {
    while (idle.length > 0) {
      const task = takeNext();
      if (!task) return;
      void run(idle.shift() as ProcessRenderer, task);
    }
  }

  async function run(renderer: ProcessRenderer, task: Task): Promise<void> {
    try {
      const picture = await renderer.render(task.job, task.onInspected, (share) => mayDecode(task, share));
      task.finished.resolve(picture);
    } catch (error) {
      if (error instanceof PutOffError) putOff.push(task);
      else task.finished.reject(error);
    }
    decoding.delete(task);
    passing.delete(task);
    // The one that is warm takes the next, so that few processes run while there is little to do.
    idle.unshift(renderer);
    dispatch();
  }

  return {
    render(job, onInspected) {
      const task: Task = { job, onInspected, finished: Promise.withResolvers(), share: undefined };
      waiting.push(task);
      dispatch();
      return task.finished.promise;
    },
    rest: async () => {
      await Promise.all(renderers.map((renderer) => renderer.rest()));
    },
    close: async () => {
      await Promise.all(renderers.map((renderer) => renderer.close()));
    },
  };
}
