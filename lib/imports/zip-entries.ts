import { BlobReader, type Entry, ZipReader } from "@zip.js/zip.js/lib/zip-core-native.js";
import { type ArchiveBytes, cleanPath, type ImportEntry, type LeftOutEntry } from "./entry.ts";
import { isLocalHeader, openZipEntry, type ZipPlace } from "./open-zip-entry.ts";
import { importReasons } from "./reasons.ts";
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
const STORED = 0;
const DEFLATED = 8;
/** File type bits of Unix modes: a symbolic link. */
const TYPE_MASK = 0o170_000;
const SYMBOLIC_LINK = 0o120_000;

/** A local header and the shortest name. */
const MIN_LOCAL_BYTES = 31;
/** Of the directory: an entry without its texts, and the record at its end without a comment. */
const ENTRY_BYTES = 46;
const END_BYTES = 22;
const END_SIGNATURE = 0x0605_4b50;
const DIRECTORY_BYTES_AT = 12;
const DIRECTORY_OFFSET_AT = 16;
const COMMENT_BYTES_AT = 20;
/** What a transfer as text or a medium of whole blocks puts behind an archive. */
const MAX_APPENDED_BYTES = 64 * 1024;
/** Stands for a number that is elsewhere, in 64 bits. */
const IN_ZIP64 = 0xffff_ffff;

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
  const archive = await withoutAppended(file).catch(() => file);
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
    if (!isCut && (await isLarger(archive, reader.comment.length, directoryBytes)))
      leaveOut("", importReasons.uncountedFiles);
  } catch {
    leaveOut("", importReasons.noZip);
  }
  const files = placeFiles(listed, leaveOut);
  for (const { place, ...file } of await withoutOverlaps(archive, files, leaveOut)) {
    found.entries.push(toImportEntry(archive, place, { ...file, part }));
  }
  return found;
}

/**
 * The archive without what follows its end, where its directory is right before the end and nothing before its start:
 * of an archive inside one that is cut off that cannot be said.
 */
async function withoutAppended(archive: ArchiveBytes): Promise<ArchiveBytes> {
  const start = Math.max(0, archive.size - MAX_APPENDED_BYTES - END_BYTES);
  const tail = new DataView(await archive.slice(start).arrayBuffer());
  for (let at = tail.byteLength - END_BYTES; at >= 0; at--) {
    if (tail.getUint32(at, true) !== END_SIGNATURE) continue;
    const directoryEnd = tail.getUint32(at + DIRECTORY_OFFSET_AT, true) + tail.getUint32(at + DIRECTORY_BYTES_AT, true);
    if (directoryEnd !== start + at) continue;
    return archive.slice(
      0,
      Math.min(archive.size, directoryEnd + END_BYTES + tail.getUint16(at + COMMENT_BYTES_AT, true)),
    );
  }
  return archive;
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

/**
 * Whether the directory has more than so many bytes. Its 16 bits for the count of files are too few for some programs.
 */
async function isLarger(archive: ArchiveBytes, commentBytes: number, bytes: number): Promise<boolean> {
  const end = new DataView(await archive.slice(archive.size - commentBytes - END_BYTES).arrayBuffer());
  const stated = end.getUint32(DIRECTORY_BYTES_AT, true);
  return stated !== IN_ZIP64 && stated > bytes;
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

/** A name that is in UTF-8, or in doubt. */
function toName({ filename, filenameUTF8, rawFilename }: Entry): ListedFile["name"] {
  const start = filename.slice(0, MAX_PATH_LENGTH + 1);
  const isAscii = rawFilename.every((byte) => byte < 0x80);
  return filenameUTF8 || isAscii || start !== filename ? start : { bytes: rawFilename.slice(), inCp437: filename };
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
  const overlapping = new Set<PlacedFile>();
  for (const file of files.toSorted((one, other) => one.place.offset - other.place.offset)) {
    const { offset } = file.place;
    if (last && offset < last.place.offset + MIN_LOCAL_BYTES + last.place.compressedBytes) {
      const isLastTooLong = offset > last.place.offset && (await isLocalHeader(archive, offset).catch(() => false));
      const wrong = isLastTooLong ? last : file;
      overlapping.add(wrong);
      leaveOut(wrong.path, importReasons.overlap);
      if (wrong === file) continue;
    }
    last = file;
  }
  return files.filter((file) => !overlapping.has(file));
}
