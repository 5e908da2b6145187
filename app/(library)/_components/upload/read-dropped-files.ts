export interface ChosenFile {
  file: File;
  /** With the folders it came in, or just its name. */
  path: string;
  /** By which the browser finds it again: its own, or that of the folder in which its path begins. */
  handle?: FileSystemHandle | undefined;
  /** It lies on no disk, as a pasted picture, so it cannot be chosen again. */
  isPassing?: boolean;
}

/** Every file that was dropped, folders opened to any depth. Must be called within the drop event. */
export async function readDroppedFiles(transfer: DataTransfer): Promise<ChosenFile[]> {
  // Entries and files are gone once the event is over, so they are taken before anything is awaited.
  const dropped = [...transfer.items].flatMap((item) =>
    item.kind === "file" ? [{ entry: item.webkitGetAsEntry(), file: item.getAsFile(), finding: findHandle(item) }] : [],
  );
  const lists = await Promise.all(
    dropped.map(async ({ entry, file, finding }): Promise<ChosenFile[]> => {
      const handle = await finding;
      if (entry?.isDirectory) {
        const files = await readFolder(entry as FileSystemDirectoryEntry);
        return files.map((one) => ({ ...one, handle }));
      }
      return file ? [{ file, path: file.name, handle }] : [];
    }),
  );
  return lists.flat();
}

/** Undefined in browsers that give none. */
async function findHandle(item: DataTransferItem): Promise<FileSystemHandle | undefined> {
  const { getAsFileSystemHandle } = item as { getAsFileSystemHandle?: () => Promise<FileSystemHandle | null> };
  return (await getAsFileSystemHandle?.call(item).catch(() => null)) ?? undefined;
}

async function readFolder(folder: FileSystemDirectoryEntry): Promise<ChosenFile[]> {
  const lists: ChosenFile[][] = [];
  for (const entry of await readEntries(folder)) {
    if (entry.isDirectory) lists.push(await readFolder(entry as FileSystemDirectoryEntry));
    else lists.push(await readFile(entry as FileSystemFileEntry));
  }
  return lists.flat();
}

/** Everything directly in a folder. A browser hands out some hundred entries per call, so it is asked until empty. */
async function readEntries(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve) => reader.readEntries(resolve, () => resolve([])));
    if (batch.length === 0) return entries;
    entries.push(...batch);
  }
}

function readFile(entry: FileSystemFileEntry): Promise<ChosenFile[]> {
  return new Promise((resolve) => {
    entry.file(
      (file) => resolve([{ file, path: entry.fullPath.replace(/^\//, "") }]),
      () => resolve([]),
    );
  });
}
