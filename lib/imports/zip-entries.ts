import { BlobReader, type Entry, ERR_SPLIT_ZIP_FILE, ZipReader } from "@zip.js/zip.js/lib/zip-core-native.js";
import { type ArchiveBytes, cleanPath, type ImportEntry, type LeftOutEntry } from "./entry.ts";
import { isLocalHeader, openZipEntry, type ZipPlace } from "./open-zip-entry.ts";
import { importReasons } from "./reasons.ts";
import { endsBefore, isDirectoryLarger, withoutSurplus } from "./zip-end.ts";
import { chooseNameDecoder, type RawName } from "./zip-names.ts";

/*
 * Archives of strangers. The central directory decides what is in one; nothing is written to disk; content is handed on
 * as it is unpacked, counted against the size that the directory states, and its checksum compared.
 */

/** Files in one archive. Google makes archives of up to 50 GB. */
const MAX_ENTRIES = 500_000;
/** For each of them some 500. */
const MAX_DIRECTORY_BYTES = 256 * 1024 * 1024;
/** Larger files than this that shrank to less than a MAX_RATIO-th are made to fill memories. */
const RATIO_COUNTS_FROM_BYTES = 16 * 1024 * 1024;
const MAX_RATIO = 250;
const MAX_PATH_LENGTH = 4_096;
/** Files of which it is looked up whether one begins where another one should not have ended yet. */
const MAX_LOOKS = 1_000;
const STORED = 0;
const DEFLATED = 8;
/** File type bits of Unix modes: a symbolic link. */
const TYPE_MASK = 0o170_000;
const SYMBOLIC_LINK = 0o120_000;

/** A local header and the shortest name. */
const MIN_LOCAL_BYTES = 31;
/** An entry of the directory without its texts. */
const ENTRY_BYTES = 46;

export interface ArchiveEntries {
  entries: ImportEntry[];
  leftOut: LeftOutEntry[];
}

/** What the directory says of a file. */
interface ListedFile {
  name: string | RawName;
  /** Why it cannot be read, whatever it is called. */
  problem: string | undefined;
  modifiedMs: number | undefined;
  place: ZipPlace;
}

interface PlacedFile {
  path: string;
  modifiedMs: number | undefined;
  place: ZipPlace;
}

/**
 * What is in a zip, and what of it cannot be read and why, behind what was `found` before. Never throws for what it
 * reads: an archive that is no zip or ends too early is itself what is left out.
 */
export async function listZipEntries(
  file: ArchiveBytes,
  part: string,
  found: ArchiveEntries = { entries: [], leftOut: [] },
): Promise<ArchiveEntries> {
  const leaveOut = (path: string, reason: string) => found.leftOut.push({ path, part, reason });
  const archive = await withoutSurplus(file).catch(() => file);
  const listed: ListedFile[] = [];
  let count = 0;
  let isCut = false;
  try {
    const reader = new ZipReader(new BlobReader(toBounded(archive) as Blob), {
      strictness: "tolerant",
      filenameValidation: "tolerant",
      // The directory of an archive inside one that is cut off would do else.
      maxAppendedDataSize: 0,
      useWebWorkers: false,
    });
    let directoryBytes = 0;
    for await (const entry of reader.getEntriesGenerator()) {
      if (count === MAX_ENTRIES) {
        leaveOut("", importReasons.tooManyFiles);
        isCut = true;
        break;
      }
      const { rawFilename, rawExtraField, rawComment } = entry;
      count += 1;
      directoryBytes += ENTRY_BYTES + rawFilename.length + rawExtraField.length + rawComment.length;
      if (entry.directory && entry.uncompressedSize === 0) continue;
      listed.push({
        name: toName(entry),
        problem: findProblem(entry, archive.size),
        modifiedMs: entry.lastModDate?.getTime(),
        place: toPlace(entry),
      });
    }
    if (!isCut && (await isDirectoryLarger(archive, reader.comment.length, directoryBytes)))
      leaveOut("", importReasons.uncountedFiles);
    if (await hasArchiveInFront(archive, listed)) leaveOut("", importReasons.archiveInFront);
  } catch (error) {
    const isSplit = error instanceof Error && error.message === ERR_SPLIT_ZIP_FILE;
    leaveOut("", isSplit ? importReasons.splitArchive : importReasons.noZip);
  }
  const files = placeFiles(listed, leaveOut);
  for (const { place, ...file } of await withoutOverlaps(archive, files, leaveOut)) {
    found.entries.push(toImportEntry(archive, place, { ...file, part }));
  }
  return found;
}

/** Whether another archive was put in front of this one, as by joining files. */
async function hasArchiveInFront(archive: ArchiveBytes, listed: readonly ListedFile[]): Promise<boolean> {
  const first = listed.reduce((least, { place }) => Math.min(least, place.offset), archive.size);
  return listed.length > 0 && first > 0 && (await endsBefore(archive, first));
}

/** The archive, of which no more is read in one piece than its directory may have, whatever it says of that. */
function toBounded(archive: ArchiveBytes): ArchiveBytes {
  return {
    size: archive.size,
    slice: (start, end) => toBounded(archive.slice(start, end)),
    stream: () => archive.stream(),
    arrayBuffer: async () => {
      if (archive.size > MAX_DIRECTORY_BYTES) throw new RangeError(`A directory of ${archive.size} bytes`);
      return archive.arrayBuffer();
    },
  };
}

function toPlace({ offset, compressionMethod, compressedSize, uncompressedSize, crc32 }: Entry): ZipPlace {
  return {
    offset,
    isDeflated: compressionMethod === DEFLATED,
    compressedBytes: compressedSize,
    bytes: uncompressedSize,
    crc32: (crc32 ?? 0) >>> 0,
  };
}

/** A name that is in UTF-8, or in doubt: some programs mark as UTF-8 what is not. */
function toName({ filename, filenameUTF8, rawFilename }: Entry): ListedFile["name"] {
  const start = filename.slice(0, MAX_PATH_LENGTH + 1);
  const isAscii = rawFilename.every((byte) => byte < 0x80);
  const isUtf8 = filenameUTF8 && !(filename.includes("\ufffd") && isNoUtf8(rawFilename));
  return isUtf8 || isAscii || start !== filename ? start : { bytes: rawFilename.slice(), inCp437: filename };
}

function isNoUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return false;
  } catch {
    return true;
  }
}

/** Those that can be read, by their paths. */
function placeFiles(listed: readonly ListedFile[], leaveOut: (path: string, reason: string) => void): PlacedFile[] {
  const decode = chooseNameDecoder(listed.flatMap(({ name }) => (typeof name === "string" ? [] : name)));
  const paths = new Set<string>();
  const files: PlacedFile[] = [];
  for (const { name, problem, modifiedMs, place } of listed) {
    const path = cleanPath(typeof name === "string" ? name : decode(name));
    const hasName = path !== "" && path.length <= MAX_PATH_LENGTH;
    const reason = paths.has(path) ? importReasons.sameName : hasName ? problem : importReasons.noName;
    if (reason === undefined) files.push({ path, modifiedMs, place });
    else leaveOut(path, reason);
    paths.add(path);
  }
  return files;
}

function findProblem(entry: Entry, archiveBytes: number): string | undefined {
  const { compressionMethod, compressedSize, uncompressedSize } = entry;
  if (entry.encrypted) return importReasons.encrypted;
  if (((entry.externalFileAttributes >>> 16) & TYPE_MASK) === SYMBOLIC_LINK) return importReasons.link;
  if (compressionMethod !== STORED && compressionMethod !== DEFLATED) return importReasons.compression;
  if (entry.offset + MIN_LOCAL_BYTES + compressedSize > archiveBytes) return importReasons.cutOff;
  if (uncompressedSize > RATIO_COUNTS_FROM_BYTES && uncompressedSize > compressedSize * MAX_RATIO) {
    return importReasons.tooLarge;
  }
  return undefined;
}

function toImportEntry(
  archive: ArchiveBytes,
  place: ZipPlace,
  file: Pick<ImportEntry, "path" | "part" | "modifiedMs">,
): ImportEntry {
  return { ...file, bytes: place.bytes, checksum: place.crc32, open: () => openZipEntry(archive, place) };
}

/**
 * Those whose bytes are not also another one's: what overlaps is made to unpack to more than there is. Where another
 * file begins inside of one, that one is said to be longer than it is.
 */
async function withoutOverlaps(
  archive: ArchiveBytes,
  files: readonly PlacedFile[],
  leaveOut: (path: string, reason: string) => void,
): Promise<PlacedFile[]> {
  let last: PlacedFile | undefined;
  let looks = 0;
  const overlapping = new Set<PlacedFile>();
  for (const file of files.toSorted((one, other) => one.place.offset - other.place.offset)) {
    const { offset } = file.place;
    if (last && offset < last.place.offset + MIN_LOCAL_BYTES + last.place.compressedBytes) {
      const mayBeTooLong = offset > last.place.offset && ++looks <= MAX_LOOKS;
      const isLastTooLong = mayBeTooLong && (await isLocalHeader(archive, offset).catch(() => false));
      const wrong = isLastTooLong ? last : file;
      overlapping.add(wrong);
      leaveOut(wrong.path, importReasons.overlap);
      if (wrong === file) continue;
    }
    last = file;
  }
  return files.filter((file) => !overlapping.has(file));
}
