import { crc32, deflateRawSync } from "node:zlib";

/** An entry of a zip as strangers may write it; whatever is not said is right. */
export interface RawEntry {
  name: string | Buffer;
  body: Buffer | string;
  isDeflated?: boolean;
  /** General purpose flags: 1 encrypted, 0x800 the name is UTF-8. */
  flags?: number;
  method?: number;
  /** What the directory says of its size, bytes. */
  statedBytes?: number;
  /** The name in the local header, which nobody should go by. */
  localName?: string;
  /** Unix mode. */
  mode?: number;
  /** Where the directory says that it begins; that of another entry makes the two overlap. */
  offset?: number;
}

/** In the 16 bits of a directory's end: look at the longer one before it. */
const MAX_COUNT = 0xffff;

/** Bytes of a zip, local headers first, by APPNOTE 6.3. */
export function rawZip(entries: readonly RawEntry[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const localName = Buffer.from(entry.localName ?? name);
    const body = Buffer.from(entry.body);
    const packed = entry.isDeflated ? deflateRawSync(body) : body;
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(entry.flags ?? 0, 2);
    common.writeUInt16LE(entry.method ?? (entry.isDeflated ? 8 : 0), 4);
    common.writeUInt32LE(crc32(body), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(entry.statedBytes ?? body.length, 18);
    const local = Buffer.from(common);
    local.writeUInt16LE(localName.length, 22);
    locals.push(Buffer.from("PK\x03\x04", "latin1"), local, localName, packed);
    common.writeUInt16LE(name.length, 22);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 6);
    rest.writeUInt32LE(entry.offset ?? offset, 10);
    // Version 2.0 of Unix, so that the mode counts.
    central.push(Buffer.from("PK\x01\x02\x14\x03", "latin1"), common, rest, name);
    offset += 4 + local.length + localName.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const isLong = entries.length >= MAX_COUNT;
  const end = Buffer.alloc(18);
  end.writeUInt16LE(isLong ? MAX_COUNT : entries.length, 4);
  end.writeUInt16LE(isLong ? MAX_COUNT : entries.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  const longEnd = isLong ? [toLongEnd(entries.length, directory.length, offset)] : [];
  return Buffer.concat([...locals, directory, ...longEnd, Buffer.from("PK\x05\x06", "latin1"), end]);
}

/** The end of a directory with more entries than 16 bits count, and where it is. */
function toLongEnd(count: number, directoryBytes: number, offset: number): Buffer {
  const end = Buffer.alloc(56 + 20);
  end.write("PK\x06\x06", "latin1");
  end.writeUInt32LE(44, 4);
  end.writeUInt32LE(count, 24);
  end.writeUInt32LE(count, 32);
  end.writeUInt32LE(directoryBytes, 40);
  end.writeUInt32LE(offset, 48);
  end.write("PK\x06\x07", 56, "latin1");
  end.writeUInt32LE(offset + directoryBytes, 64);
  end.writeUInt32LE(1, 72);
  return end;
}
