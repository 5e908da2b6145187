/** Runs `run` at once and then every `seconds`, never twice at the same time. Returns what ends it. */
export function scheduleJob(options: {
  seconds: number;
  run: () => Promise<void>;
  onError: (error: unknown) => void;
}): () => Promise<void> {
  let running = Promise.resolve();
  let isRunning = false;
  const tick = () => {
    if (isRunning) return;
    isRunning = true;
    running = options
      .run()
      .catch(options.onError)
      .finally(() => {
        isRunning = false;
      });
  };
  tick();
  const timer = setInterval(tick, options.seconds * 1000);
  return () => {
    clearInterval(timer);
    return running;
  };
}
