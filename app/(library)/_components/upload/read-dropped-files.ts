export interface ChosenFile {
  file: File;
  /** With the folders it came in, or just its name. */
  path: string;
  /** By which the browser finds it again: its own, or that of the folder in which its path begins. */
  handle?: FileSystemHandle | undefined;
  /** It lies on no disk, as a pasted picture, so it cannot be chosen again. */
  isPassing?: boolean;
  /** The browser cannot read it, or all of a folder; `file` is empty then. */
  isUnreadable?: boolean;
}

/**
 * Every file that was dropped, folders opened to any depth, and what of it cannot be read. Must be called within the
 * drop event.
 */
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
      if (file) return [{ file, path: file.name, handle }];
      return entry ? [toUnreadable(entry)] : [];
    }),
  );
  return lists.flat();
}

/** Undefined in browsers that give none. */
async function findHandle(item: DataTransferItem): Promise<FileSystemHandle | undefined> {
  const { getAsFileSystemHandle } = item as { getAsFileSystemHandle?: () => Promise<FileSystemHandle | null> };
  return (await getAsFileSystemHandle?.call(item).catch(() => null)) ?? undefined;
}

/** One after the other, a folder of 10,000 would take seconds before the first is sent. */
const BATCH_SIZE = 100;

async function readFolder(folder: FileSystemDirectoryEntry): Promise<ChosenFile[]> {
  const lists: ChosenFile[][] = [];
  const { entries, isWhole } = await readEntries(folder);
  if (!isWhole) lists.push([toUnreadable(folder)]);
  for (let at = 0; at < entries.length; at += BATCH_SIZE) {
    const reading = entries
      .slice(at, at + BATCH_SIZE)
      .map((entry) =>
        entry.isDirectory ? readFolder(entry as FileSystemDirectoryEntry) : readFile(entry as FileSystemFileEntry),
      );
    lists.push(...(await Promise.all(reading)));
  }
  return lists.flat();
}

/** Everything directly in a folder. A browser hands out some hundred entries per call, so it is asked until empty. */
async function readEntries(
  folder: FileSystemDirectoryEntry,
): Promise<{ entries: FileSystemEntry[]; isWhole: boolean }> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  for (;;) {
    const batch = await new Promise<FileSystemEntry[] | undefined>((resolve) =>
      reader.readEntries(resolve, () => resolve(undefined)),
    );
    if (batch === undefined || batch.length === 0) return { entries, isWhole: batch !== undefined };
    entries.push(...batch);
  }
}

function readFile(entry: FileSystemFileEntry): Promise<ChosenFile[]> {
  return new Promise((resolve) => {
    entry.file(
      (file) => resolve([{ file, path: toPath(entry) }]),
      () => resolve([toUnreadable(entry)]),
    );
  });
}

function toUnreadable(entry: FileSystemEntry): ChosenFile {
  return { file: new File([], entry.name), path: toPath(entry), isUnreadable: true };
}

function toPath({ fullPath }: FileSystemEntry): string {
  return fullPath.replace(/^\//, "");
}
