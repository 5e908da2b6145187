import { PENDING_DATABASE } from "./kept-in-browser.ts";
import type { ChosenFile } from "./read-dropped-files.ts";

/*
 * The files that are still to be uploaded, as this browser remembers them over a reload: what they are and, where it
 * can, how to read them again. Their bytes are not copied.
 */

/** A file that was chosen and has not arrived. */
export interface PendingFile {
  id: string;
  /** With the folders it came in. */
  path: string;
  /** The file, or the folder in which its path begins; absent where the browser gives none. */
  handle?: FileSystemHandle | undefined;
  /** The same for all that were chosen by one handle: each record has a copy of it. */
  source?: string | undefined;
  /** The tab that uploads it. */
  tab: string;
  /** The id of the user whose library it goes to. */
  owner: string;
  /** Its tab took it over from a closed one and has not started to upload it. */
  isTakenOver?: boolean;
}

const STORE = "pending";
/** Each takes the thread that draws some tens of microseconds. */
const BATCH_SIZE = 500;
const sources = new WeakMap<FileSystemHandle, string>();
let ownTab: string | undefined;
let holding: Promise<void> | undefined;

/** The same for a file that is chosen once more, whatever folder it is chosen in. */
export function toPendingId({ name, size, lastModified }: File): string {
  return `${name}\n${size}\n${lastModified}`;
}

export async function rememberFiles(owner: string, files: readonly ChosenFile[]): Promise<void> {
  await holdTab();
  for (let start = 0; start < files.length; start += BATCH_SIZE) {
    await change((store) => {
      for (const { file, path, handle } of files.slice(start, start + BATCH_SIZE)) {
        const source = handle && toSource(handle);
        store.put({ id: toPendingId(file), path, handle, source, tab: toOwnTab(), owner } satisfies PendingFile);
      }
      return undefined;
    });
  }
}

/** Files that another tab has claimed since then stay. */
export async function forgetFiles(ids: readonly string[]): Promise<void> {
  await forgetWhere(ids, ({ tab }) => tab === ownTab);
}

/** Forgets every pending file, so that the next user of this browser does not see them. */
export async function forgetAllFiles(): Promise<void> {
  await change((store) => store.clear());
}

/**
 * The user's files of tabs that are gone, which are this tab's from now on. What others left here is forgotten: they
 * did not sign out.
 */
export async function readAbandonedFiles(owner: string): Promise<PendingFile[]> {
  let hasOwn = false;
  for await (const files of readPortions()) {
    const others = files.filter((file) => file.owner !== owner).map(({ id }) => id);
    if (others.length > 0) await forgetWhere(others, (file) => file.owner !== owner);
    hasOwn ||= others.length < files.length;
  }
  if (!hasOwn) return [];
  await holdTab();
  // One tab at a time, so that no two take the same.
  return navigator.locks.request(`${PENDING_DATABASE}: taking over`, takeOver);
}

async function takeOver(): Promise<PendingFile[]> {
  const held = new Set((await navigator.locks.query()).held?.map(({ name }) => name));
  const taken: PendingFile[] = [];
  for await (const files of readPortions()) {
    const found = files
      .filter(({ tab, isTakenOver }) => (tab === ownTab ? isTakenOver : !held.has(toLockName(tab))))
      .map((file): PendingFile => ({ ...file, tab: toOwnTab(), isTakenOver: true }));
    taken.push(...found);
    if (found.length === 0) continue;
    await change((store) => {
      for (const file of found) store.put(file);
      return undefined;
    });
  }
  return taken;
}

/** All files, some at a time, so that the page can be drawn in between. */
async function* readPortions(): AsyncGenerator<PendingFile[]> {
  let last: string | undefined;
  for (;;) {
    const from = last === undefined ? undefined : IDBKeyRange.lowerBound(last, true);
    const files: PendingFile[] = await change((store) => store.getAll(from, BATCH_SIZE));
    if (files.length > 0) yield files;
    if (files.length < BATCH_SIZE) return;
    last = files.at(-1)?.id;
  }
}

async function forgetWhere(ids: readonly string[], isToForget: (file: PendingFile) => boolean): Promise<void> {
  await change((store) => {
    for (const id of ids) {
      const request: IDBRequest<PendingFile | undefined> = store.get(id);
      request.onsuccess = () => {
        if (request.result && isToForget(request.result)) store.delete(id);
      };
    }
    return undefined;
  });
}

function toSource(handle: FileSystemHandle): string {
  const source = sources.get(handle) ?? crypto.randomUUID();
  sources.set(handle, source);
  return source;
}

/** Made when it is needed: over plain http browsers make no ids, and nothing is remembered. */
function toOwnTab(): string {
  ownTab ??= crypto.randomUUID();
  return ownTab;
}

/** Holds a lock that shows other tabs that this one is alive. Resolves once the lock is held. */
function holdTab(): Promise<void> {
  holding ??= new Promise((resolve, reject) => {
    const hold = () => {
      resolve();
      return new Promise(() => {});
    };
    navigator.locks.request(toLockName(toOwnTab()), hold).catch(reject);
  });
  return holding;
}

function toLockName(name: string): string {
  return `${PENDING_DATABASE} ${name}`;
}

/** Runs `act` in a separate transaction. Resolves to the result of its request once everything is stored. */
async function change<Result = unknown>(
  act: (store: IDBObjectStore) => IDBRequest<Result> | undefined,
): Promise<Result> {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, "readwrite");
      const request = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request?.result as Result);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(PENDING_DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
