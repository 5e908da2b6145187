const EXIT_INCOMPLETE = 1;
const EXIT_USAGE = 2;
const EXIT_INTERRUPTED = 130;

/**
 * Runs a command that Ctrl-C and SIGTERM stop by way of `signal`, and returns its exit code. `settings` are what its
 * arguments say, or a sentence about what is wrong with them.
 */
export async function runCommand<Settings extends object>(
  settings: Settings | string,
  usage: string,
  run: (settings: Settings, signal: AbortSignal) => Promise<{ isComplete: boolean }>,
): Promise<number> {
  if (typeof settings === "string") {
    console.error(`${settings}\n\n${usage}`);
    return EXIT_USAGE;
  }
  const stopping = new AbortController();
  process.once("SIGINT", () => stopping.abort());
  process.once("SIGTERM", () => stopping.abort());
  try {
    const { isComplete } = await run(settings, stopping.signal);
    if (stopping.signal.aborted) return EXIT_INTERRUPTED;
    return isComplete ? 0 : EXIT_INCOMPLETE;
  } catch (error) {
    if (stopping.signal.aborted) return EXIT_INTERRUPTED;
    console.error(error instanceof Error ? error.message : error);
    return EXIT_INCOMPLETE;
  }
}
