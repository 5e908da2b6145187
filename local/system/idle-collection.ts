import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

const ROUND_MS = 5 * 60_000;
/** A round in which the process took less of a processor than this is an idle one. */
const IDLE_SHARE = 0.1;

/**
 * Collects garbage every five minutes while this process has little to do. V8 collects what outlives its young
 * generation only once the heap has grown by a good part, which in an idle process takes hours and looks like a leak.
 * @returns what ends it
 */
export function collectGarbageWhenIdle({
  roundMs = ROUND_MS,
  collect = garbageCollector(),
  cpuMs = ownCpuMs,
} = {}): () => void {
  let before = cpuMs();
  const timer = setInterval(() => {
    const now = cpuMs();
    if (now - before < roundMs * IDLE_SHARE) collect();
    before = now;
  }, roundMs);
  timer.unref();
  return () => clearInterval(timer);
}

function garbageCollector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc");
}

function ownCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
