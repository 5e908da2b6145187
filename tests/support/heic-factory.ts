import sharp from "sharp";
import type { TestFile } from "./image-factory.ts";
import { jpegWithExif } from "./image-factory.ts";

/*
 * HEIC files of every build around one picture: the quarters of image-factory.ts, 96 × 64 pixels, which x265 compressed
 * to 200 bytes. The boxes around it are written here (ISO/IEC 23008-12), so that each test says what its file has.
 */

const WIDTH = 96;
const HEIGHT = 64;
const GRID_ID = 10;
/** Beyond the ids of everything else. */
const FIRST_TILE_ID = 100;
const HEVC_CONFIGURATION = Buffer.from(
  "AQNwAAAAAAAAAAAAHvAA/P34+AAADwMgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQCEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoDCBBZbqSSmubgQEDAgAAAMACAAAAwAIQCIAAQAHRAHBcrAiQA==",
  "base64",
).subarray(0, 112);
const HEVC_PICTURE = Buffer.from(
  "AAAAxCgBrwZ48Y7dnzf9PT///3tX+Q/kIXeHlb9f4h3//BB//56KA3EqmBoa1xQGV7BC96jagMV40VhV05BOJSkHOg9ny0yv2XVdOcsi/7cbyRV9IbqKEdJJidLscsBGugfvvrn0eP4L8j/+4ntefOh6DBICamK22Dn+zTpL9tMIeqFFlQgpAA5vUErJu5t0BKja1Y0tbZlpl1HiP/zff2Pavw///2fpXfUuHxltpvXpbAHPVVWaly2fWML+s/pNZZQ3z7+d72g=",
  "base64",
);

/** A tile as telephones make grids of: 512 × 512 pixels of gradients. */
const TILE_SIDE = 512;
const TILE_CONFIGURATION = Buffer.from(
  "AQNwAAAAAAAAAAAAWvAA/P34+AAADwMgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAWroCQCEAAQAsQgEBA3AAAAMAkAAAAwAAAwBaoAQCAIBZbqSSmubgQEDAgAAAAwCAAAADAIQiAAEAB0QBwXKwYkA=",
  "base64",
);
const TILE_PICTURE = Buffer.from(
  "AAAD5igBrw9ECKFwfoBia3mA/EWUQhyN7WcRU+5cqGZPOTSprjBExf529UfQ0tRHHgeahKxIO21eCWEu7VDQMbwIBPEcUh5u6vOYzk9dqO9iRpvs5I26wnpLkSH/7iuQrQ7OON9l7kxlQDiEC8YikHI4ZWk7hZRHSU738m0xksvDt/BmKVX3fbJoppWyDAQ4DmEptch1KetJNbMDEjWykQK4jy3TJu2md0S1eL7RymtFYuVMvLugDiqiD1hpoSFjD7OsGGzD7CICOrvH6FfPTCoPnC3wfF3Azebin703l8Ot5/InkfQ7ptTxkWbUSGdtnHgmU1SDxGKvbI10ktDZGIJmhgW9nwdj7rIiUGKgXfMI7aP0BAHCd6dN9fhoBbUqlFMjc4CZYq8THZSvTLxxABfSZfLZ7QWrwGh8u0p56VhhfJdII71SBzqrOdYJ2C3m6uMbxmObBzt8fox0lLuQVFZkifd/qHRPmL6NktT/uXKthdnghGdXPgu/+7CLOe3/jQuuxLT/vduPwiV6JdzXkaBbBhjqyQVFAv6AAjB6tcus0qLAzE1DBWJx6slcH7G+m6+is21sCAKJJpU8SZPFcC9k2YHDJ6LGtwuPxfJMa4ttx08pEKB/x+IhvXxEmSdDN8TZvOF9UnEglCMekwepK7xgMkCFXe/t9FHeUxNqNZu+SYOxeDvMLEpFN+UkS3dLO71qmRNbVOXUBroMMKo27FXBaGWUYBg5z1dz7WIfev3ohA21Qdm1EvZtOcPTJy/R79Iw8nwIFayJSZ2j9FC6nlN5OvsTDhbrLRYhZt5juhOm0NkdMX1dboTT9MPm0E6Xo4KfeDPZuKtJKaH4sO1/89EWqf9utu9wFlXoUqZAquC/oPntCrsnQxaTq9gRbQMC+wC7Q1h+EpsO+ja9LJ9qSxIZzg+MEJ6KDUTsVjK5xCoELaVn0SNuSHAMaLg5yO0WkE3U96Z/XuOTdRJGEfEESLfKY7gzow7sk2her6eKhU3jjcLKV2vwAVmtgkbI0YcSM7sRAcAKvJuFMK78ynTkwyNXYXxmiFtn7Ssia4GHrp4l7qCqAwTVda04zQllbGwg/7Zx/BCW5X50MXKMYR+y5Tfdmta9+N/A48VYmefhEUEpGa2eAeSD3TEKdu1hFDyb69WZuCBDkrUU8luuMrwILgIJvWUtkCIjLCCmgzjDna+OteX1FV/quw9AWS8b2HW7EElsMMO54LlXVF9KPGZw2kvg0sLeA101+K08lLkjz7JXP9VrkNA5LXrRHZQy5oLQy1U5HsxMaD0tghB9spgJVd0WLSO+fW7QDYZiZUTc3TYCKqbYQw6JN51C",
  "base64",
);

export interface HeicBuild {
  /** Zeros behind each coded picture. */
  padding?: number;
  /** Bytes before each coded picture and behind it, within what its item takes up. */
  around?: { before?: Buffer; behind?: Buffer };
  brand?: string;
  /** Item type of the picture; the bytes are HEVC all the same. */
  codec?: string;
  /** Quarter turns against the clock that the file asks for. */
  irot?: number;
  /** 0 swaps top and bottom, 1 left and right. */
  imir?: 0 | 1;
  /** The part that is to be shown: its size, and where its middle is from that of the picture. */
  clap?: { width: number; height: number; right: number; down: number };
  /** The part is one of the picture as `irot` and `imir` have it. */
  isCroppedLast?: boolean;
  exifOrientation?: number;
  /** EXIF as it is, in place of that with an orientation. */
  exif?: Buffer;
  icc?: Buffer;
  nclx?: { primaries: number; transfer: number };
  /** Another picture comes first in the file: the same upside down. */
  decoy?: boolean;
  /** A thumbnail, a depth map, EXIF of the thumbnail and XMP, which say this text. */
  beside?: string;
  /** The picture's colours are multiplied by another, of the id that things beside it have. */
  premultiplied?: boolean;
  /** The picture is a grid of this many copies beside each other; profile and code points are those of the tiles. */
  tiles?: number;
  /** The picture is a grid of this many columns and rows of one and the same tile of 512 × 512 pixels. */
  grid?: { columns: number; rows: number };
  /** What the file says its size is. */
  size?: { width: number; height: number };
}

interface Item {
  id: number;
  type: string;
  data: Buffer;
  properties: Buffer[];
  /** Reference to other items. */
  reference?: { type: string; to: number[] };
}

/** A HEIC file; with EXIF, the metadata of image-factory's photo. */
export async function heic(build: HeicBuild = {}): Promise<TestFile> {
  const items = await listItems(build);
  const primary = build.tiles || build.grid ? GRID_ID : 1;
  const brand = build.brand ?? "heic";
  const ftyp = box("ftyp", Buffer.from(`${brand}\0\0\0\0mif1${brand}miaf`, "latin1"));
  // The offsets have a fixed length, so that the directory is as long with them as without.
  const draft = metaBox(items, primary, 0);
  const meta = metaBox(items, primary, ftyp.length + draft.length + 8);
  const body = Buffer.concat([ftyp, meta, box("mdat", ...items.map(({ data }) => data))]);
  return { fileName: "photo.heic", contentType: "image/heic", body };
}

/** A file of frames alone, as an animation without a still picture is. */
export function heicSequence(): TestFile {
  const ftyp = box("ftyp", Buffer.from("msf1\0\0\0\0hevcmsf1", "latin1"));
  const body = Buffer.concat([ftyp, box("moov", box("mvhd", Buffer.alloc(100))), box("mdat", HEVC_PICTURE)]);
  return { fileName: "moving.heic", contentType: "image/heic", body };
}

async function listItems(build: HeicBuild): Promise<Item[]> {
  const type = build.codec ?? "hvc1";
  const { width, height } = build.size ?? { width: WIDTH, height: HEIGHT };
  const colours = [
    ...(build.icc ? [box("colr", Buffer.from("prof"), build.icc)] : []),
    ...(build.nclx
      ? [box("colr", Buffer.from("nclx"), uint16(build.nclx.primaries, build.nclx.transfer, 6), byte(128))]
      : []),
  ];
  const { clap } = build;
  const crop = clap
    ? [box("clap", ...[clap.width, clap.height, clap.right, clap.down].map((number) => int32(number, 1)))]
    : [];
  const turns = [
    ...(build.isCroppedLast ? [] : crop),
    ...(build.irot === undefined ? [] : [box("irot", byte(build.irot))]),
    ...(build.imir === undefined ? [] : [box("imir", byte(build.imir))]),
    ...(build.isCroppedLast ? crop : []),
  ];
  const picture = (id: number, properties: Buffer[]): Item => ({
    id,
    type,
    data: Buffer.concat([
      build.around?.before ?? Buffer.alloc(0),
      build.grid ? TILE_PICTURE : HEVC_PICTURE,
      build.around?.behind ?? Buffer.alloc(build.padding ?? 0),
    ]),
    properties: [box("hvcC", build.grid ? TILE_CONFIGURATION : HEVC_CONFIGURATION), ...properties],
  });
  const items: Item[] = build.decoy ? [picture(30, [sizeBox(width, height), box("irot", byte(2))])] : [];
  const { columns, rows } = build.grid ?? { columns: build.tiles ?? 0, rows: 1 };
  if (columns > 0) {
    const tiles = Array.from({ length: columns * rows }, (_, index) => (build.grid ? FIRST_TILE_ID : 1) + index);
    const [tileWidth, tileHeight] = build.grid ? [TILE_SIDE, TILE_SIDE] : [WIDTH, HEIGHT];
    const { width: gridWidth, height: gridHeight } = build.size ?? {
      width: tileWidth * columns,
      height: tileHeight * rows,
    };
    items.push(...tiles.map((id) => picture(id, [sizeBox(tileWidth, tileHeight), ...colours])), {
      id: GRID_ID,
      type: "grid",
      data: Buffer.concat([byte(0, 0, rows - 1, columns - 1), uint16(gridWidth, gridHeight)]),
      properties: [sizeBox(gridWidth, gridHeight), ...turns],
      reference: { type: "dimg", to: tiles },
    });
  } else {
    const still = picture(1, [sizeBox(width, height), ...colours, ...turns]);
    items.push(build.premultiplied ? { ...still, reference: { type: "prem", to: [41] } } : still);
  }
  if (build.exifOrientation !== undefined || build.exif) {
    const exif = build.exif ?? (await sharp((await jpegWithExif(build.exifOrientation)).body).metadata()).exif;
    items.push({
      id: 20,
      type: "Exif",
      data: Buffer.concat([uint32("Exif\0\0".length), exif ?? Buffer.alloc(0)]),
      properties: [],
      reference: { type: "cdsc", to: [columns > 0 ? GRID_ID : 1] },
    });
  }
  if (build.beside !== undefined) items.push(...itemsBeside(build.beside, picture, columns > 0 ? GRID_ID : 1));
  return items;
}

function itemsBeside(text: string, picture: (id: number, properties: Buffer[]) => Item, primary: number): Item[] {
  const DEPTH = "urn:mpeg:hevc:2015:auxid:2\0";
  const size = sizeBox(WIDTH, HEIGHT);
  const said = Buffer.from(text);
  return [
    { ...picture(40, [size]), data: said, reference: { type: "thmb", to: [primary] } },
    {
      ...picture(41, [size, box("auxC", uint32(0), Buffer.from(DEPTH))]),
      data: said,
      reference: { type: "auxl", to: [primary] },
    },
    { id: 42, type: "Exif", data: said, properties: [], reference: { type: "cdsc", to: [40] } },
    { id: 43, type: "mime", data: said, properties: [], reference: { type: "cdsc", to: [primary] } },
  ];
}

function metaBox(items: Item[], primary: number, dataAt: number): Buffer {
  const properties: Buffer[] = [];
  for (const property of items.flatMap((item) => item.properties)) {
    if (!properties.some((known) => known.equals(property))) properties.push(property);
  }
  let at = dataAt;
  const locations = items.map(({ id, data }) => {
    const location = Buffer.concat([uint16(id, 0, 1), uint32(at, data.length)]);
    at += data.length;
    return location;
  });
  const associations = items.map(({ id, properties: own }) =>
    Buffer.concat([
      uint16(id),
      byte(own.length, ...own.map((property) => 0x80 | (properties.findIndex((known) => known.equals(property)) + 1))),
    ]),
  );
  const references = items.flatMap(({ id, reference }) =>
    reference ? [box(reference.type, uint16(id, reference.to.length, ...reference.to))] : [],
  );
  return box(
    "meta",
    uint32(0),
    box("hdlr", uint32(0, 0), Buffer.from("pict"), Buffer.alloc(13)),
    box("pitm", uint32(0), uint16(primary)),
    box("iloc", uint32(0), byte(0x44, 0), uint16(items.length), ...locations),
    box(
      "iinf",
      uint32(0),
      uint16(items.length),
      ...items.map(({ id, type }) =>
        box("infe", uint32(0x0200_0000), uint16(id, 0), Buffer.from(`${type}\0`, "latin1")),
      ),
    ),
    ...(references.length > 0 ? [box("iref", uint32(0), ...references)] : []),
    box("iprp", box("ipco", ...properties), box("ipma", uint32(0, items.length), ...associations)),
  );
}

function sizeBox(width: number, height: number): Buffer {
  return box("ispe", uint32(0, width, height));
}

function box(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([uint32(body.length + 8), Buffer.from(type, "latin1"), body]);
}

function byte(...values: number[]): Buffer {
  return Buffer.from(values);
}

function uint16(...values: number[]): Buffer {
  return Buffer.concat(values.map((value) => Buffer.from([value >> 8, value & 0xff])));
}

function int32(...values: number[]): Buffer {
  return uint32(...values.map((value) => value >>> 0));
}

function uint32(...values: number[]): Buffer {
  return Buffer.concat(
    values.map((value) => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes;
    }),
  );
}
