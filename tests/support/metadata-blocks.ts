/* Blocks of metadata byte by byte, so that tests can also write what no honest program writes. */

/** An entry of a TIFF directory. `outside` points its value beyond the block; `count` overrides the honest one. */
export interface Entry {
  tag: number;
  type: number;
  value: Buffer;
  count?: number;
  outside?: boolean;
}

export const tiffTypes = { byte: 1, ascii: 2, short: 3, long: 4, rational: 5, undefined: 7, utf8: 129 } as const;

export function ascii(tag: number, text: string, type: number = tiffTypes.ascii): Entry {
  return { tag, type, value: Buffer.from(`${text}\0`, "utf8") };
}

/** Pairs of numerator and denominator. */
export function rationals(tag: number, ...values: [number, number][]): Entry {
  const value = Buffer.alloc(values.length * 8);
  for (const [index, [over, under]] of values.entries()) {
    value.writeUInt32LE(over, index * 8);
    value.writeUInt32LE(under, index * 8 + 4);
  }
  return { tag, type: tiffTypes.rational, value };
}

export function shortValue(tag: number, number: number): Entry {
  const value = Buffer.alloc(2);
  value.writeUInt16LE(number);
  return { tag, type: tiffTypes.short, value };
}

export function longValue(tag: number, number: number): Entry {
  const value = Buffer.alloc(4);
  value.writeUInt32LE(number);
  return { tag, type: tiffTypes.long, value };
}

export function byteValues(tag: number, bytes: Buffer, type: number = tiffTypes.undefined): Entry {
  return { tag, type, value: bytes };
}

export interface Directories {
  ifd0?: Entry[];
  exif?: Entry[];
  gps?: Entry[];
}

const HEADER_BYTES = 8;
const ENTRY_BYTES = 12;
const OUTSIDE = 0x0fff_0000;
const VALUE_SIZES: Record<number, number> = { 3: 2, 4: 4, 5: 8, 8: 2, 9: 4, 10: 8, 13: 4 };

/** A little-endian TIFF structure whose first directory starts at `start`; the bytes between are the caller's. */
export function tiffBlock(directories: Directories, pixels: Buffer = Buffer.alloc(0)): Buffer {
  const { ifd0 = [], exif, gps } = directories;
  const pointers = [exif ? 0x8769 : undefined, gps ? 0x8825 : undefined].filter((tag) => tag !== undefined);
  const measureSize = (count: number) => 2 + count * ENTRY_BYTES + 4;
  const ifd0At = HEADER_BYTES + pixels.length + (pixels.length % 2);
  const exifAt = ifd0At + measureSize(ifd0.length + pointers.length);
  const gpsAt = exifAt + (exif ? measureSize(exif.length) : 0);
  let valuesAt = gpsAt + (gps ? measureSize(gps.length) : 0);
  const values: Buffer[] = [];

  const directory = (entries: Entry[]): Buffer => {
    const bytes = Buffer.alloc(measureSize(entries.length));
    bytes.writeUInt16LE(entries.length);
    for (const [index, entry] of entries.entries()) {
      const at = 2 + index * ENTRY_BYTES;
      bytes.writeUInt16LE(entry.tag, at);
      bytes.writeUInt16LE(entry.type, at + 2);
      bytes.writeUInt32LE(entry.count ?? entry.value.length / (VALUE_SIZES[entry.type] ?? 1), at + 4);
      if (entry.outside) bytes.writeUInt32LE(OUTSIDE, at + 8);
      else if (entry.value.length <= 4) entry.value.copy(bytes, at + 8);
      else {
        bytes.writeUInt32LE(valuesAt, at + 8);
        values.push(entry.value);
        valuesAt += entry.value.length;
      }
    }
    return bytes;
  };

  const withPointers = [
    ...ifd0,
    ...(exif ? [longValue(0x8769, exifAt)] : []),
    ...(gps ? [longValue(0x8825, gpsAt)] : []),
  ].sort((one, other) => one.tag - other.tag);
  const header = Buffer.from("II*\0\0\0\0\0", "latin1");
  header.writeUInt32LE(ifd0At, 4);
  const parts = [
    header,
    pixels,
    Buffer.alloc(pixels.length % 2),
    directory(withPointers),
    ...(exif ? [directory(exif)] : []),
    ...(gps ? [directory(gps)] : []),
  ];
  return Buffer.concat([...parts, ...values]);
}

const NAMESPACES = {
  rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
  dc: "http://purl.org/dc/elements/1.1/",
  xmp: "http://ns.adobe.com/xap/1.0/",
  exif: "http://ns.adobe.com/exif/1.0/",
  tiff: "http://ns.adobe.com/tiff/1.0/",
  aux: "http://ns.adobe.com/exif/1.0/aux/",
  photoshop: "http://ns.adobe.com/photoshop/1.0/",
  MicrosoftPhoto: "http://ns.microsoft.com/photo/1.0/",
};

/** An XMP packet with these attributes and elements in its one description. */
export function xmpPacket(attributes: string, elements = ""): Buffer {
  const names = Object.entries(NAMESPACES).map(([prefix, uri]) => `xmlns:${prefix}="${uri}"`);
  return Buffer.from(
    `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF ${names.join(" ")}><rdf:Description rdf:about="" ${attributes}>${elements}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`,
  );
}

/** The IPTC records (IIM, record 2) of these datasets, in UTF-8 and marked so unless said otherwise. */
export function iptcRecords(
  datasets: [dataset: number, text: string][],
  { encoding = "utf8", isMarked = true }: { encoding?: "utf8" | "latin1"; isMarked?: boolean } = {},
): Buffer {
  const record = (number: number, dataset: number, value: Buffer) => {
    const head = Buffer.from([0x1c, number, dataset, 0, 0]);
    head.writeUInt16BE(value.length, 3);
    return Buffer.concat([head, value]);
  };
  return Buffer.concat([
    ...(isMarked ? [record(1, 90, Buffer.from("\x1b%G", "latin1"))] : []),
    ...datasets.map(([dataset, text]) => record(2, dataset, Buffer.from(text, encoding))),
  ]);
}

/** Photoshop's image resources with an IPTC record, as JPEG carries them in APP13. */
export function photoshopResources(iptc: Buffer): Buffer {
  const resource = (id: number, data: Buffer) => {
    const head = Buffer.from([0x38, 0x42, 0x49, 0x4d, id >> 8, id & 0xff, 0, 0, 0, 0, 0, 0]);
    head.writeUInt32BE(data.length, 8);
    return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
  };
  return Buffer.concat([resource(0x03ed, Buffer.alloc(16)), resource(0x0404, iptc)]);
}
