import { isTakeoutFolder } from "#lib/images/intake.ts";

/* What an import is made of: files of folders and of archives alike, in Node and in the browser. */

/** A file that is offered, read only as far as somebody asks. */
export interface ImportEntry {
  /** "/" between folders, in NFC, without anything that leads out of the folder. */
  path: string;
  /** The archive or folder that it is in, for people. */
  part: string;
  bytes: number;
  /** When it was last changed, ms since 1970; undefined where that is unknown. */
  modifiedMs?: number | undefined;
  /** CRC-32 of its content, as the archive that it is in states it. */
  checksum?: number | undefined;
  /**
   * Its content, from the beginning each time. A blob where it has one of its own.
   * @throws UnreadableEntryError when it is damaged or more than it says; errors of the file system
   */
  open(): Promise<Blob | ReadableStream<Uint8Array<ArrayBuffer>>>;
}

/** What an archive is read from: a Blob, or what is like one. */
export interface ArchiveBytes {
  readonly size: number;
  slice(start?: number, end?: number): ArchiveBytes;
  arrayBuffer(): Promise<ArrayBuffer>;
  stream(): ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** What is not taken and why, in a sentence for people. */
export interface LeftOutEntry {
  path: string;
  part: string;
  reason: string;
}

/** A file in an archive that cannot be read; the message says why, for people. */
export class UnreadableEntryError extends Error {
  override readonly name = "UnreadableEntryError";
}

/** Up to `limit` of an entry's first bytes. @throws as open() does */
export async function readStart(entry: ImportEntry, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const content = await entry.open();
  if (content instanceof Blob) return new Uint8Array(await content.slice(0, limit).arrayBuffer());
  const reader = content.getReader();
  const start = new Uint8Array(Math.min(limit, entry.bytes));
  let length = 0;
  try {
    while (length < start.length) {
      const { done, value } = await reader.read();
      if (done) break;
      const part = value.subarray(0, start.length - length);
      start.set(part, length);
      length += part.length;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
  return start.subarray(0, length);
}

/**
 * Where to look for what belongs to a file, nearest first, each to be put before a path: the part that it is in, then
 * all parts that are one export. Exports come as many archives; of folders only those of a Takeout are known to be one.
 */
export function toScopes({ part, path }: Pick<ImportEntry, "part" | "path">): string[] {
  const isShared = /\.zip$/i.test(part) || getFolder(`${part}/${path}`).split(/[\\/]/).some(isTakeoutFolder);
  return isShared ? [`/${part}/`, ""] : [`/${part}/`];
}

/** The last part of a path. */
export function getName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The folders of a path, "" where there are none. */
export function getFolder(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** A path as strangers write it, without what leads out of the folder: `..`, drives, leading and doubled slashes. */
export function cleanPath(path: string): string {
  return path
    .replaceAll("\\", "/")
    .replaceAll("\0", "")
    .toWellFormed()
    .normalize("NFC")
    .split("/")
    .filter((name, index) => name !== "" && name !== "." && name !== ".." && !(index === 0 && /^[a-z]:$/i.test(name)))
    .join("/");
}
