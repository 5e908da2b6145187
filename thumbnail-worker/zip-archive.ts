import { crc32, deflateRawSync } from "node:zlib";

/*
 * A zip archive of a few files, the same bytes for the same files: a package that did not change is not deployed anew.
 * Format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */

export interface ArchiveEntry {
  /** Path inside the archive, with forward slashes. */
  path: string;
  body: Buffer;
}

const LOCAL_HEADER = 0x0403_4b50;
const CENTRAL_HEADER = 0x0201_4b50;
const END_OF_CENTRAL_DIRECTORY = 0x0605_4b50;
const VERSION = 20;
/** Made on Unix, so that the mode below counts. */
const MADE_BY = (3 << 8) | VERSION;
const UTF8_NAMES = 1 << 11;
const DEFLATED = 8;
/** 1 January 1980, where the format's calendar begins. */
const DATE = 0x0021;
const WORLD_READABLE_FILE = 0o100644 * 0x1_0000;

/** The archive's bytes, its entries in order of their paths. */
export function zipArchive(entries: ArchiveEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, body } of entries.toSorted((one, other) => (one.path < other.path ? -1 : 1))) {
    const name = Buffer.from(path, "utf8");
    const packed = deflateRawSync(body, { level: 9 });
    const common = Buffer.alloc(26);
    common.writeUInt16LE(VERSION, 0);
    common.writeUInt16LE(UTF8_NAMES, 2);
    common.writeUInt16LE(DEFLATED, 4);
    common.writeUInt16LE(DATE, 8);
    common.writeUInt32LE(crc32(body), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(body.length, 18);
    common.writeUInt16LE(name.length, 22);

    const attributes = Buffer.alloc(14);
    attributes.writeUInt32LE(WORLD_READABLE_FILE, 6);
    attributes.writeUInt32LE(offset, 10);
    directory.push(uint32(CENTRAL_HEADER), uint16(MADE_BY), common, attributes, name);

    const local = [uint32(LOCAL_HEADER), common, name, packed];
    parts.push(...local);
    offset += local.reduce((sum, part) => sum + part.length, 0);
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, central, uint32(END_OF_CENTRAL_DIRECTORY), end]);
}

function uint16(value: number): Buffer {
  const buffer = Buffer.alloc(2);
  buffer.writeUInt16LE(value);
  return buffer;
}

function uint32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}
