/*
 * What this browser may keep of uploads, looked for without the code that reads it: most pages find nothing. Where
 * there was something once, that code is in the browser's cache.
 */

/** The database of pending files, see pending-files.ts. */
export const PENDING_DATABASE = "skylight-uploads";
/** The cache that public/share-target-worker.js fills. */
export const SHARED_CACHE = "shared-files";

/** Whether files may have been left pending: false where the browser has never remembered any. */
export async function mayHavePendingFiles(): Promise<boolean> {
  // Not in Firefox before 126.
  const databases = await indexedDB.databases?.();
  return databases?.some(({ name }) => name === PENDING_DATABASE) ?? true;
}

/** Whether a phone may have shared files: false where the browser has never taken any. */
export async function mayHaveSharedFiles(): Promise<boolean> {
  return "caches" in globalThis && caches.has(SHARED_CACHE);
}
