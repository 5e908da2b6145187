import { BlobReader, type Entry, type FileEntry, ZipReader } from "@zip.js/zip.js/lib/zip-core-native.js";
import { cleanPath, type ImportEntry, type LeftOutEntry, UnreadableEntryError } from "./entry.ts";

/*
 * Archives of strangers. The central directory decides what is in one; nothing is written to disk; content is handed on
 * as it is unpacked, counted against the size that the directory states, and its checksum compared.
 */

/** Files in one archive. Google makes archives of up to 50 GB. */
const MAX_ENTRIES = 500_000;
/** Larger files than this that shrank to less than a MAX_RATIO-th are made to fill memories. */
const RATIO_COUNTS_FROM_BYTES = 16 * 1024 * 1024;
const MAX_RATIO = 250;
const MAX_PATH_LENGTH = 4_096;
const STORED = 0;
const DEFLATED = 8;
/** File type bits of Unix modes: a symbolic link. */
const TYPE_MASK = 0o170_000;
const SYMBOLIC_LINK = 0o120_000;

export interface ArchiveEntries {
  entries: ImportEntry[];
  leftOut: LeftOutEntry[];
}

/**
 * What is in a zip, and what of it cannot be read and why. Never throws for what it reads: an archive that is no zip or
 * ends too early is itself what is left out.
 */
export async function listZipEntries(archive: Blob, part: string): Promise<ArchiveEntries> {
  const found: ArchiveEntries = { entries: [], leftOut: [] };
  const leaveOut = (path: string, reason: string) => found.leftOut.push({ path, part, reason });
  const paths = new Set<string>();
  try {
    const reader = new ZipReader(new BlobReader(archive), {
      strictness: "tolerant",
      filenameValidation: "tolerant",
      // The directory of an archive inside one that is cut off would do else.
      maxAppendedDataSize: 0,
      useWebWorkers: false,
    });
    for await (const entry of reader.getEntriesGenerator()) {
      if (entry.directory) continue;
      const path = cleanPath(entry.filename.slice(0, MAX_PATH_LENGTH + 1));
      const reason = paths.has(path) ? "The archive has another file of this name." : findProblem(entry, path);
      if (reason === undefined) found.entries.push(toImportEntry(entry, path, part));
      else leaveOut(path, reason);
      paths.add(path);
      if (paths.size >= MAX_ENTRIES) {
        leaveOut("", `There are more than ${MAX_ENTRIES} files in this archive; the others were not read.`);
        break;
      }
    }
  } catch (error) {
    leaveOut("", `This is no zip archive, or it is damaged or incomplete (${toReason(error)}).`);
  }
  return found;
}

function findProblem(entry: Entry, path: string): string | undefined {
  const { compressionMethod, compressedSize, uncompressedSize } = entry;
  if (path === "" || path.length > MAX_PATH_LENGTH) return "It has no usable name.";
  if (entry.encrypted) return "It is encrypted. Unpack it with its password first.";
  if (((entry.externalFileAttributes >>> 16) & TYPE_MASK) === SYMBOLIC_LINK) return "A link to another file.";
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED) return "It is compressed in an unusual way.";
  if (uncompressedSize > RATIO_COUNTS_FROM_BYTES && uncompressedSize > compressedSize * MAX_RATIO) {
    return "It would unpack to far more than any photo.";
  }
  return undefined;
}

function toImportEntry(entry: FileEntry, path: string, part: string): ImportEntry {
  const bytes = entry.uncompressedSize;
  const modifiedMs = entry.lastModDate?.getTime();
  return { path, part, bytes, modifiedMs, open: async () => openEntry(entry) };
}

function openEntry(entry: FileEntry): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>();
  const unpacking = entry.getData(writable, { useWebWorkers: false, checkCrc32: true, checkOverlappingEntry: true });
  // Some faults are found before anything is written; the reader below is told of all of them by the stream.
  unpacking.catch((error) => writable.abort(error).catch(() => {}));
  const reader = readable.getReader();
  let length = 0;
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        length += value?.length ?? 0;
        if (length > entry.uncompressedSize) throw new Error("it is larger than it should be");
        if (value) controller.enqueue(value);
        if (!done) return;
        await unpacking;
        controller.close();
      } catch (error) {
        await reader.cancel(error).catch(() => {});
        controller.error(new UnreadableEntryError(`It is damaged in its archive (${toReason(error)}).`));
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

function toReason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
