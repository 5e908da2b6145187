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
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, directory, Buffer.from("PK\x05\x06", "latin1"), end]);
}
