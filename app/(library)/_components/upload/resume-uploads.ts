import { forgetFiles, type PendingFile, toPendingId } from "./pending-files.ts";
import type { ChosenFile } from "./read-dropped-files.ts";

/** Not in TypeScript's library yet: https://wicg.github.io/file-system-access/#api-filesystemhandle */
interface PermittedHandle {
  queryPermission?(options: { mode: "read" }): Promise<PermissionState>;
  requestPermission?(options: { mode: "read" }): Promise<PermissionState>;
}

/** Files that are opened at the same time. */
const BATCH_SIZE = 200;

/** Whether all of these can be read without anybody being asked for anything. */
export async function areReadable(files: readonly PendingFile[]): Promise<boolean> {
  const states = await Promise.all(
    toHandles(files).map((handle) => (handle as PermittedHandle).queryPermission?.({ mode: "read" }) ?? "prompt"),
  );
  return hasHandles(files) && states.every((state) => state === "granted");
}

/** Whether the browser knows where all of these are. */
export function hasHandles(files: readonly PendingFile[]): boolean {
  return files.every(({ handle }) => handle !== undefined);
}

/** A pending file, and what was found of it. */
export interface FoundFile {
  pending: PendingFile;
  chosen: ChosenFile;
}

/**
 * Reads files where they were, after asking for permission; must be called from a press. They come some at a time, so
 * that the first are sent while others are still looked for. Those that are not there, as on a drive that is not
 * plugged in, and those that may not be read are left out.
 */
export async function* readAgain(files: readonly PendingFile[]): AsyncGenerator<FoundFile[]> {
  for (const handle of toHandles(files)) {
    // A browser that wants another press for another folder throws.
    await (handle as PermittedHandle).requestPermission?.({ mode: "read" }).catch(() => undefined);
  }
  for (let start = 0; start < files.length; start += BATCH_SIZE) {
    const read = await Promise.all(files.slice(start, start + BATCH_SIZE).map(find));
    const found = read.flat();
    if (found.length > 0) yield found;
  }
}

async function find(pending: PendingFile): Promise<FoundFile[]> {
  const { handle, path } = pending;
  const file = handle && (await readFile(handle, path).catch(() => undefined));
  return file ? [{ pending, chosen: { file, path, handle } }] : [];
}

/** Those of the files that are among the pending ones. */
export function matchFiles(files: readonly PendingFile[], chosen: readonly ChosenFile[]): FoundFile[] {
  const byId = new Map(files.map((pending) => [pending.id, pending]));
  return chosen.flatMap((one) => {
    const pending = byId.get(toPendingId(one.file));
    return pending ? [{ pending, chosen: one }] : [];
  });
}

/** Those of the files that are still to be found. */
export function leaveOut(files: readonly PendingFile[], found: readonly FoundFile[]): PendingFile[] {
  const ids = new Set(found.map(({ pending }) => pending.id));
  return files.filter(({ id }) => !ids.has(id));
}

/**
 * Uploads what was found, which is remembered anew in the place of what it was found for. Only what has changed since
 * is another file by now, so what it was is forgotten.
 */
export async function resume(found: readonly FoundFile[], uploadFiles: (files: ChosenFile[]) => void): Promise<void> {
  uploadFiles(found.map(({ chosen }) => chosen));
  const changed = found.filter(({ pending, chosen }) => pending.id !== toPendingId(chosen.file));
  if (changed.length > 0) await forgetFiles(changed.map(({ pending }) => pending.id)).catch(() => undefined);
}

/** One handle for all files that were chosen by it. */
function toHandles(files: readonly PendingFile[]): FileSystemHandle[] {
  const bySource = new Map(files.map(({ id, source, handle }) => [source ?? id, handle]));
  return [...bySource.values()].filter((handle) => handle !== undefined);
}

async function readFile(handle: FileSystemHandle, path: string): Promise<File> {
  if (handle.kind === "file") return (handle as FileSystemFileHandle).getFile();
  // The first part is the name of the folder itself.
  const [, ...parts] = path.split("/");
  const name = parts.pop() ?? "";
  let folder = handle as FileSystemDirectoryHandle;
  for (const part of parts) folder = await folder.getDirectoryHandle(part);
  return (await folder.getFileHandle(name)).getFile();
}
