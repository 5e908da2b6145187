/** Runs `run` at once and then every `seconds`, never twice at the same time. Returns what ends it. */
export function scheduleJob(options: {
  seconds: number;
  /** Should come to an end soon when `signal` says so. */
  run: (signal: AbortSignal) => Promise<void>;
  onError: (error: unknown) => void;
}): () => Promise<void> {
  const stopping = new AbortController();
  let running = Promise.resolve();
  let isRunning = false;
  const tick = () => {
    if (isRunning) return;
    isRunning = true;
    running = options
      .run(stopping.signal)
      .catch(options.onError)
      .finally(() => {
        isRunning = false;
      });
  };
  tick();
  const timer = setInterval(tick, options.seconds * 1000);
  return () => {
    clearInterval(timer);
    stopping.abort();
    return running;
  };
}
