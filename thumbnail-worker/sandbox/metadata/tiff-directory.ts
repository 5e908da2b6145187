import { type ByteSource, bufferSource } from "./byte-source.ts";
import { decodeText } from "./decode-text.ts";

/*
 * Directories of TIFF 6.0, BigTIFF and EXIF 3.0, read entry by entry: whatever is wrong with one, the others count.
 * Only the first directory and the two below it are read, so there is nothing to follow in circles.
 */

/** A value by its stored type: text of ASCII and UTF-8 entries, bytes of opaque ones, numbers of all others. */
export type TagValue = string | Buffer | number[];
export type TagMap = ReadonlyMap<number, TagValue>;

export interface TiffDirectories {
  /** Whether numbers begin with their lowest byte. */
  little: boolean;
  ifd0: TagMap;
  exif: TagMap;
  gps: TagMap;
}

/** Cameras write dozens. What claims more is cut off there. */
const MAX_ENTRIES = 4_096;
/** Of text and numbers, bytes; more is cut off. */
const MAX_VALUE_BYTES = 16 * 1024;
/** Of embedded packets (XMP, IPTC, Photoshop), bytes; larger ones are left out. */
const MAX_PACKET_BYTES = 1024 * 1024;

const EXIF_POINTER = 0x8769;
const GPS_POINTER = 0x8825;
/** XMP, IPTC and Photoshop's resources. */
const PACKET_TAGS = new Set([0x02bc, 0x83bb, 0x8649]);

type NumberReader = (bytes: Buffer, at: number, little: boolean) => number;

const TEXT_TYPES = new Set([2, 129]);
const OPAQUE_TYPES = new Set([1, 6, 7]);
/** Size in bytes of one value of a numeric type, and how it is read. */
const NUMBER_TYPES: Record<number, { size: number; read: NumberReader }> = {
  3: { size: 2, read: (bytes, at, little) => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at)) },
  4: { size: 4, read: readUint32 },
  5: {
    size: 8,
    read: (bytes, at, little) => readUint32(bytes, at, little) / readUint32(bytes, at + 4, little),
  },
  8: { size: 2, read: (bytes, at, little) => (little ? bytes.readInt16LE(at) : bytes.readInt16BE(at)) },
  9: { size: 4, read: readInt32 },
  10: {
    size: 8,
    read: (bytes, at, little) => readInt32(bytes, at, little) / readInt32(bytes, at + 4, little),
  },
  11: { size: 4, read: (bytes, at, little) => (little ? bytes.readFloatLE(at) : bytes.readFloatBE(at)) },
  12: { size: 8, read: (bytes, at, little) => (little ? bytes.readDoubleLE(at) : bytes.readDoubleBE(at)) },
  13: { size: 4, read: readUint32 },
  16: { size: 8, read: readUint64 },
  18: { size: 8, read: readUint64 },
};

export interface TiffLayout {
  little: boolean;
  /** Bytes of a directory's count, of an entry, and of an offset or a value within an entry. */
  countBytes: number;
  entryBytes: number;
  slotBytes: number;
  firstDirectory: number;
}

/** The directories of a TIFF file, or undefined when it does not begin like one. Never throws for what it reads. */
export function readTiffDirectories(source: ByteSource): TiffDirectories | undefined {
  const layout = readTiffLayout(source);
  if (!layout) return undefined;
  const ifd0 = readDirectory(source, layout, layout.firstDirectory);
  const directoryAt = (value: TagValue | undefined): TagMap => {
    const offset = Array.isArray(value) ? value[0] : undefined;
    return offset === undefined ? new Map() : readDirectory(source, layout, offset);
  };
  const exif = directoryAt(ifd0.get(EXIF_POINTER));
  // Some programs put the place below the directory of EXIF.
  return { little: layout.little, ifd0, exif, gps: directoryAt(ifd0.get(GPS_POINTER) ?? exif.get(GPS_POINTER)) };
}

/** The same of an EXIF block as JPEG, PNG, WebP, AVIF and HEIC carry it: with or without "Exif" in front. */
export function readExifBlock(block: Buffer): TiffDirectories | undefined {
  const isSigned = block.toString("latin1", 0, 4).toLowerCase() === "exif";
  return readTiffDirectories(bufferSource(isSigned ? block.subarray(6) : block));
}

/** How the directories of a TIFF are stored; undefined for what does not begin like one. */
export function readTiffLayout(source: ByteSource): TiffLayout | undefined {
  const head = source.read(0, 8);
  const order = head?.toString("latin1", 0, 2);
  if (!head || (order !== "II" && order !== "MM")) return undefined;
  const little = order === "II";
  const version = little ? head.readUInt16LE(2) : head.readUInt16BE(2);
  if (version === 42) {
    return { little, countBytes: 2, entryBytes: 12, slotBytes: 4, firstDirectory: readUint32(head, 4, little) };
  }
  const offset = version === 43 ? source.read(8, 8) : undefined;
  return (
    offset && { little, countBytes: 8, entryBytes: 20, slotBytes: 8, firstDirectory: readUint64(offset, 0, little) }
  );
}

/** The tags of the directory at an offset, those that can be read; of a tag that comes twice, the first. */
export function readDirectory(source: ByteSource, layout: TiffLayout, at: number): Map<number, TagValue> {
  const tags = new Map<number, TagValue>();
  for (const { tag, bytes } of readEntries(source, layout, at)) {
    const value = tags.has(tag) ? undefined : readValue(source, layout, tag, bytes);
    if (value !== undefined) tags.set(tag, value);
  }
  return tags;
}

export interface StoredEntry {
  tag: number;
  type: number;
  /** The whole of it, as it is stored. */
  bytes: Buffer;
}

/** The entries of a directory, as many as there are of it. */
export function readEntries(source: ByteSource, layout: TiffLayout, at: number): StoredEntry[] {
  const { little, countBytes, entryBytes } = layout;
  const first = at + countBytes;
  const claimed = readCount(source, layout, at) ?? 0;
  const count = Math.min(claimed, MAX_ENTRIES, Math.floor((source.size - first) / entryBytes));
  const entries = source.read(first, count * entryBytes) ?? Buffer.alloc(0);
  return Array.from({ length: entries.length / entryBytes }, (_, index) => {
    const bytes = entries.subarray(index * entryBytes, (index + 1) * entryBytes);
    const [tag, type] = [0, 2].map((from) => (little ? bytes.readUInt16LE(from) : bytes.readUInt16BE(from)));
    return { tag: tag ?? 0, type: type ?? 0, bytes };
  });
}

/** Where the directory after the one at an offset is: 0 for the last one, undefined where that is not in the file. */
export function toNextDirectory(source: ByteSource, layout: TiffLayout, at: number): number | undefined {
  const { countBytes, entryBytes, slotBytes, little } = layout;
  const count = readCount(source, layout, at);
  const next = count === undefined ? undefined : source.read(at + countBytes + count * entryBytes, slotBytes);
  return next && (slotBytes === 4 ? readUint32(next, 0, little) : readUint64(next, 0, little));
}

function readCount(source: ByteSource, { countBytes, little }: TiffLayout, at: number): number | undefined {
  const head = source.read(at, countBytes);
  if (!head) return undefined;
  if (countBytes === 2) return little ? head.readUInt16LE() : head.readUInt16BE();
  return readUint64(head, 0, little);
}

/** Whether values of a type can be read. */
export function isKnownType(type: number): boolean {
  return TEXT_TYPES.has(type) || OPAQUE_TYPES.has(type) || type in NUMBER_TYPES;
}

function readValue(source: ByteSource, layout: TiffLayout, tag: number, entry: Buffer): TagValue | undefined {
  const { little, slotBytes } = layout;
  const type = little ? entry.readUInt16LE(2) : entry.readUInt16BE(2);
  const isText = TEXT_TYPES.has(type);
  const numbers = NUMBER_TYPES[type];
  const size = isText || OPAQUE_TYPES.has(type) ? 1 : numbers?.size;
  if (size === undefined) return undefined;

  const count = slotBytes === 4 ? readUint32(entry, 4, little) : readUint64(entry, 4, little);
  const slot = entry.subarray(layout.entryBytes - slotBytes);
  const total = count * size;
  const isPacket = PACKET_TAGS.has(tag);
  if (total === 0 || (isPacket && total > MAX_PACKET_BYTES)) return undefined;
  const offset = slotBytes === 4 ? readUint32(slot, 0, little) : readUint64(slot, 0, little);
  // A value that does not lie in the file whole is damage, however little of it would be used.
  if (total > slotBytes && offset + total > source.size) return undefined;
  const wanted = isPacket ? total : Math.min(total, MAX_VALUE_BYTES - (MAX_VALUE_BYTES % size));
  const bytes = total <= slotBytes ? slot.subarray(0, total) : source.read(offset, wanted);
  if (!bytes) return undefined;
  if (isText && !isPacket) return decodeText(bytes);
  if (!numbers || isPacket) return Buffer.from(bytes);
  return Array.from({ length: bytes.length / size }, (_, index) => numbers.read(bytes, index * size, little));
}

function readUint32(bytes: Buffer, at: number, little: boolean): number {
  return little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
}

function readInt32(bytes: Buffer, at: number, little: boolean): number {
  return little ? bytes.readInt32LE(at) : bytes.readInt32BE(at);
}

function readUint64(bytes: Buffer, at: number, little: boolean): number {
  return Number(little ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
}
