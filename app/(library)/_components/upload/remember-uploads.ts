import { forgetFiles, rememberFiles, toPendingId } from "./pending-files.ts";
import type { ChosenFile } from "./read-dropped-files.ts";
import { activePhases, type UploadStore } from "./upload-store.ts";

/**
 * Has the browser remember files until their uploads have come to an end; those that failed are retried later
 * where that can succeed without user action, which a full library rules out.
 * What is not uploaded at all is forgotten at once, and what cannot be chosen again is not remembered.
 */
export function rememberUploads(
  owner: string,
  uploads: UploadStore,
  chosen: readonly { key: string; chosen: ChosenFile }[],
): void {
  const files = chosen.filter((file) => !file.chosen.isPassing);
  const isUnfinished = (key: string) => {
    const { phase = "cancelled", status = 0 } = uploads.find(key) ?? {};
    return phase === "failed" ? isTemporary(status) : activePhases.includes(phase);
  };
  const ids = new Map(files.map(({ key, chosen }) => [key, toPendingId(chosen.file)]));
  // Without a database, as in some private windows, nothing is remembered.
  let stored = rememberFiles(
    owner,
    files.filter(({ key }) => isUnfinished(key)).map(({ chosen }) => chosen),
  ).catch(() => undefined);

  function forgetEnded(changed: Iterable<string>): void {
    const ended: string[] = [];
    for (const key of changed) {
      const id = ids.get(key);
      if (id === undefined || isUnfinished(key)) continue;
      ids.delete(key);
      ended.push(id);
    }
    if (ended.length > 0) stored = stored.then(() => forgetFiles(ended)).catch(() => undefined);
    if (ids.size === 0) unsubscribe();
  }
  const unsubscribe = uploads.subscribe(forgetEnded);
  forgetEnded([...ids.keys()]);
}

/** Whether the same request may succeed later: after no answer, signing in again, waiting, or a fault of the server. */
function isTemporary(status: number): boolean {
  return status === 0 || status === 401 || status === 429 || status >= 500;
}
