/** Between two runs of a job that has nothing to do while the system is unused. */
const REST_MS = 5 * 60_000;

/**
 * Runs `run` once `after` resolves, or at once, and then every `seconds`, never twice at the same time; only every
 * `restMs`, five minutes unless given, while there is nothing to do and `isQuiet` says that the system is unused.
 * Returns a function that stops it.
 */
export function scheduleJob(options: {
  seconds: number;
  /** Says whether it did something. Should come to an end soon when `signal` says so. */
  run: (signal: AbortSignal) => Promise<boolean>;
  isQuiet: () => boolean;
  restMs?: number | undefined;
  after?: Promise<void>;
  onError: (error: unknown) => void;
}): () => Promise<void> {
  const { restMs = REST_MS } = options;
  const stopping = new AbortController();
  let running = Promise.resolve();
  let isRunning = false;
  let lastRun = 0;
  let isNeeded = true;
  const tick = () => {
    if (isRunning || stopping.signal.aborted) return;
    if (!isNeeded && options.isQuiet() && Date.now() - lastRun < restMs) return;
    isRunning = true;
    lastRun = Date.now();
    running = options
      .run(stopping.signal)
      .then((didSomething) => {
        isNeeded = didSomething;
      })
      .catch((error: unknown) => {
        isNeeded = true;
        options.onError(error);
      })
      .finally(() => {
        isRunning = false;
      });
  };
  if (options.after) void options.after.then(tick);
  else tick();
  const timer = setInterval(tick, options.seconds * 1000);
  return () => {
    clearInterval(timer);
    stopping.abort();
    return running;
  };
}
