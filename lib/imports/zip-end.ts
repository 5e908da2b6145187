import type { ArchiveBytes } from "./entry.ts";

/* Where an archive ends, and with it which of several directories in one file is its own (APPNOTE 6.3, 4.3.14 to 16). */

/** The record at a directory's end, without a comment. */
export const END_BYTES = 22;
const END_SIGNATURE = 0x0605_4b50;
const COUNT_AT = 10;
const DIRECTORY_BYTES_AT = 12;
const DIRECTORY_OFFSET_AT = 16;
const COMMENT_BYTES_AT = 20;
const MAX_COMMENT_BYTES = 0xffff;
/** What a transfer as text or a medium of whole blocks puts behind an archive. */
const MAX_APPENDED_BYTES = 64 * 1024;
/** Stand for numbers that are elsewhere, in 64 bits. */
const IN_ZIP64 = 0xffff_ffff;
const COUNT_IN_ZIP64 = 0xffff;
/** The record with those, and where that is. */
const LONG_END_SIGNATURE = 0x0606_4b50;
const LONG_END_BYTES = 56;
const LOCATOR_SIGNATURE = 0x0706_4b50;
const LOCATOR_BYTES = 20;

/**
 * The archive without its comment and what follows it, where its directory is right before its end and nothing before
 * its start: a comment may hold an archive too, and of what is appended to an archive inside one that is cut off
 * nothing can be said. An archive that ends with the file goes before one with more than a comment behind it.
 */
export async function withoutSurplus(archive: ArchiveBytes): Promise<ArchiveBytes> {
  const start = Math.max(0, archive.size - MAX_COMMENT_BYTES - MAX_APPENDED_BYTES - END_BYTES);
  const tail = new DataView(await archive.slice(start).arrayBuffer());
  const surplusAt = (at: number) => tail.byteLength - at - END_BYTES - tail.getUint16(at + COMMENT_BYTES_AT, true);
  const ends = listEnds(tail);
  const whole = ends.filter(
    (at) => start + at === findDirectoryEnd(tail, at, start) && surplusAt(at) < MAX_APPENDED_BYTES,
  );
  const own = whole.find((at) => surplusAt(at) <= 0) ?? (ends.some((at) => surplusAt(at) === 0) ? undefined : whole[0]);
  return own === undefined ? archive : archive.slice(0, start + own + END_BYTES);
}

/** Places of what may be ends of directories, the last first. */
function listEnds(bytes: DataView): number[] {
  const ends: number[] = [];
  for (let at = bytes.byteLength - END_BYTES; at >= 0; at--) {
    if (bytes.getUint32(at, true) === END_SIGNATURE) ends.push(at);
  }
  return ends;
}

/** Where the end of a directory has to be by what it says itself, counted from the start of the archive. */
function findDirectoryEnd(tail: DataView, at: number, start: number): number {
  const [bytes, offset] = [
    tail.getUint32(at + DIRECTORY_BYTES_AT, true),
    tail.getUint32(at + DIRECTORY_OFFSET_AT, true),
  ];
  const isLong = bytes === IN_ZIP64 || offset === IN_ZIP64 || tail.getUint16(at + COUNT_AT, true) === COUNT_IN_ZIP64;
  const locator = at - LOCATOR_BYTES;
  const long = locator - LONG_END_BYTES;
  if (!isLong || long < 0 || tail.getUint32(locator, true) !== LOCATOR_SIGNATURE) return offset + bytes;
  if (tail.getUint32(long, true) !== LONG_END_SIGNATURE) return Number.NaN;
  const directoryEnd = tail.getBigUint64(long + 40, true) + tail.getBigUint64(long + 48, true);
  return directoryEnd === BigInt(start + long) ? start + at : Number.NaN;
}

/** Whether the file has an archive that ends right before this place. */
export async function endsBefore(archive: ArchiveBytes, offset: number): Promise<boolean> {
  const start = Math.max(0, offset - MAX_COMMENT_BYTES - END_BYTES);
  const tail = new DataView(await archive.slice(start, offset).arrayBuffer());
  return listEnds(tail).some((at) => at + END_BYTES + tail.getUint16(at + COMMENT_BYTES_AT, true) === tail.byteLength);
}

/**
 * Whether the directory of an archive without a comment has more than so many bytes. Its 16 bits for the count of files
 * are too few for some programs.
 */
export async function isDirectoryLarger(archive: ArchiveBytes, commentBytes: number, bytes: number): Promise<boolean> {
  const end = new DataView(await archive.slice(archive.size - commentBytes - END_BYTES).arrayBuffer());
  const stated = end.getUint32(DIRECTORY_BYTES_AT, true);
  return stated !== IN_ZIP64 && stated > bytes;
}
