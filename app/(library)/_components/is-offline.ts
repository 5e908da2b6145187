/*
 * Whether there is a network. Browsers say so of the computer's own, without which a server on the same computer is
 * reached all the same: so they are believed only when the server does not answer either.
 */

/** A small file that asks nothing of the database. */
const PROBE = "/robots.txt";
const PROBE_TIMEOUT_MS = 5_000;
const LOOK_AGAIN_MS = 10_000;

let isCut = false;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

/** Whether Skylight cannot be reached for want of a network; kept up to date while anybody is subscribed. */
export function isOffline(): boolean {
  return isCut;
}

export function subscribeToNetwork(onChange: () => void): () => void {
  listeners.add(onChange);
  if (listeners.size === 1) {
    window.addEventListener("online", look);
    window.addEventListener("offline", look);
    void look();
  }
  return () => {
    listeners.delete(onChange);
    if (listeners.size > 0) return;
    window.removeEventListener("online", look);
    window.removeEventListener("offline", look);
    clearTimeout(timer);
  };
}

async function look(): Promise<void> {
  clearTimeout(timer);
  const isUnreachable = !navigator.onLine && !(await isServerThere());
  // The network may have come back while the server was asked.
  const isCutNow = isUnreachable && !navigator.onLine;
  clearTimeout(timer);
  if (isCutNow && listeners.size > 0) timer = setTimeout(look, LOOK_AGAIN_MS);
  if (isCut === isCutNow) return;
  isCut = isCutNow;
  for (const listener of listeners) listener();
}

async function isServerThere(): Promise<boolean> {
  const options = { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) } as const;
  return fetch(PROBE, options).then(
    () => true,
    () => false,
  );
}
