import { browserTranslations } from "#app/_messages/messages-provider.tsx";
import { mayHaveSharedFiles, SHARED_CACHE } from "./kept-in-browser.ts";
import type { ChosenFile } from "./read-dropped-files.ts";

/*
 * What a phone shared with Skylight, see public/share-target-worker.js.
 */

/** Shared files older than this are dropped, so that they do not reach the next user who signs in. */
const MAX_AGE_MS = 60 * 60 * 1000;

/** A file that was shared, and by which the browser's copy is found. */
export interface SharedFile {
  url: string;
  chosen: ChosenFile;
}

/** The shared files that belong to this user, and those not yet claimed by anyone. */
export async function readSharedFiles(owner: string, now = Date.now()): Promise<SharedFile[]> {
  if (!(await mayHaveSharedFiles())) return [];
  const cache = await caches.open(SHARED_CACHE);
  const files: SharedFile[] = [];
  for (const { url } of await cache.keys()) {
    const response = await cache.match(url);
    if (!response) continue;
    const sharedAt = Number(new URL(url).pathname.split("/")[2]);
    const keptFor = response.headers.get("owner");
    if (!(now - sharedAt < MAX_AGE_MS) || (keptFor ?? owner) !== owner) {
      await cache.delete(url);
      continue;
    }
    const blob = await response.blob();
    if (keptFor === null) {
      const headers = new Headers(response.headers);
      headers.set("owner", owner);
      await cache.put(url, new Response(blob, { headers }));
    }
    const name =
      decodeURIComponent(response.headers.get("file-name") ?? "") || browserTranslations("adding")("sharedPhoto");
    files.push({ url, chosen: { file: new File([blob], name, { type: blob.type }), path: name, isPassing: true } });
  }
  return files;
}

/** Those of the files that no other tab has taken; they are not kept any longer. */
export async function takeSharedFiles(files: readonly SharedFile[]): Promise<ChosenFile[]> {
  const cache = await caches.open(SHARED_CACHE);
  const taken = await Promise.all(files.map(async ({ url, chosen }) => ((await cache.delete(url)) ? [chosen] : [])));
  return taken.flat();
}

/** Keeps nothing that was shared. */
export async function forgetSharedFiles(): Promise<void> {
  if ("caches" in globalThis) await caches.delete(SHARED_CACHE);
}
