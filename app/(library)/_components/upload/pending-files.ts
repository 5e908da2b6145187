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
  /** The tab that uploads it. */
  tab: string;
  /** The id of the user whose library it goes to. */
  owner: string;
}

const DATABASE = "skylight-uploads";
const STORE = "pending";
let ownTab: string | undefined;
let isTabHeld = false;

/** The same for a file that is chosen once more, whatever folder it is chosen in. */
export function toPendingId({ name, size, lastModified }: File): string {
  return `${name}\n${size}\n${lastModified}`;
}

export async function rememberFiles(owner: string, files: readonly ChosenFile[]): Promise<void> {
  holdTab();
  await change((store) => {
    for (const { file, path, handle } of files) {
      store.put({ id: toPendingId(file), path, handle, tab: toOwnTab(), owner } satisfies PendingFile);
    }
    return undefined;
  });
}

export async function forgetFiles(ids: readonly string[]): Promise<void> {
  await change((store) => {
    for (const id of ids) store.delete(id);
    return undefined;
  });
}

/** Whoever uses this browser next is not told what was to be uploaded. */
export async function forgetAllFiles(): Promise<void> {
  await change((store) => store.clear());
}

/** The user's files of tabs that are gone. What others left here is forgotten: they did not sign out. */
export async function readAbandonedFiles(owner: string): Promise<PendingFile[]> {
  const all: PendingFile[] = await change((store) => store.getAll());
  await forgetFiles(all.filter((file) => file.owner !== owner).map(({ id }) => id));
  const found = all.filter((file) => file.owner === owner);
  if (found.length === 0) return [];
  const held = new Set((await navigator.locks.query()).held?.map(({ name }) => name));
  return found.filter((file) => file.tab !== ownTab && !held.has(toLockName(file.tab)));
}

/** Made when it is needed: over plain http browsers make no ids, and nothing is remembered. */
function toOwnTab(): string {
  ownTab ??= crypto.randomUUID();
  return ownTab;
}

/** Says to other tabs that this one is there, until it is not. */
function holdTab(): void {
  if (isTabHeld) return;
  isTabHeld = true;
  void navigator.locks.request(toLockName(toOwnTab()), () => new Promise(() => {}));
}

function toLockName(name: string): string {
  return `${DATABASE} ${name}`;
}

/** Runs `act` in a transaction of its own. Resolves to the result of its request when all is stored. */
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
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "id" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
