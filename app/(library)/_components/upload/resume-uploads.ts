import { type PendingFile, toPendingId } from "./pending-files.ts";
import type { ChosenFile } from "./read-dropped-files.ts";

/** Not in TypeScript's library yet: https://wicg.github.io/file-system-access/#api-filesystemhandle */
interface PermittedHandle {
  queryPermission?(options: { mode: "read" }): Promise<PermissionState>;
  requestPermission?(options: { mode: "read" }): Promise<PermissionState>;
}

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

/** Reads files where they were, after asking for permission; must be called from a press. Those that are gone are left out. */
export async function readAgain(files: readonly PendingFile[]): Promise<ChosenFile[]> {
  for (const handle of toHandles(files)) await (handle as PermittedHandle).requestPermission?.({ mode: "read" });
  const read = await Promise.all(
    files.map(async ({ handle, path }): Promise<ChosenFile[]> => {
      const file = handle && (await readFile(handle, path).catch(() => undefined));
      return file ? [{ file, path, handle }] : [];
    }),
  );
  return read.flat();
}

/** Those of the files that are among the pending ones. */
export function matchFiles(pending: readonly PendingFile[], chosen: readonly ChosenFile[]): ChosenFile[] {
  const ids = new Set(pending.map(({ id }) => id));
  return chosen.filter(({ file }) => ids.has(toPendingId(file)));
}

function toHandles(files: readonly PendingFile[]): FileSystemHandle[] {
  return [...new Set(files.flatMap(({ handle }) => handle ?? []))];
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
