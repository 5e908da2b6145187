import { unanswered } from "#app/_components/call-api.ts";

/*
 * Whether Skylight can be reached. Browsers know only of the computer's own network: without it a server on the same
 * computer is reached all the same, and with it a server may be away. So the server is asked as soon as the network is
 * said to be gone, or a request got no answer, and again until it answers.
 */

/** A small file that asks nothing of the database. */
const PROBE = "/robots.txt";
const PROBE_TIMEOUT_MS = 5_000;
const LOOK_AGAIN_MS = 5_000;

let isCut = false;
let looks = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

/** Whether Skylight cannot be reached; kept up to date while anybody is subscribed. */
export function isOffline(): boolean {
  return isCut;
}

export function subscribeToNetwork(onChange: () => void): () => void {
  listeners.add(onChange);
  if (listeners.size === 1) {
    window.addEventListener("online", lookForServer);
    window.addEventListener("offline", lookForServer);
    unanswered.addEventListener("request", lookForServer);
    if (isCut || !navigator.onLine) void lookForServer();
  }
  return () => {
    listeners.delete(onChange);
    if (listeners.size > 0) return;
    window.removeEventListener("online", lookForServer);
    window.removeEventListener("offline", lookForServer);
    unanswered.removeEventListener("request", lookForServer);
    clearTimeout(timer);
  };
}

/** Asks the server, and again while it does not answer. */
export async function lookForServer(): Promise<void> {
  clearTimeout(timer);
  looks += 1;
  const look = looks;
  const isCutNow = !(await isServerThere());
  // Something happened in the meantime, and it is asked once more.
  if (look !== looks) return;
  if (isCutNow && listeners.size > 0) timer = setTimeout(lookForServer, LOOK_AGAIN_MS);
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
