import { type Box, createCursor, findBox, getBox, readBoxes } from "./heif-boxes.ts";
import { readLatin1, UnknownStructureError } from "./structure.ts";

/* The directory of a HEIF file: items, where their bytes are, what refers to what. ISO/IEC 14496-12 and 23008-12. */

export interface HeifItem {
  id: number;
  type: string;
  /** Its entry from the header's version up to the type. */
  entry: { from: number; to: number };
}

export interface HeifExtent {
  offset: number;
  length: number;
}

export interface HeifLocation {
  /** 0: offsets count from the start of the file, 1: from that of the box `idat`. */
  method: number;
  extents: HeifExtent[];
  /** Its entry up to the number of extents, and the extents. */
  entry: { from: number; extentsAt: number; to: number };
}

export interface HeifReference {
  type: string;
  from: number;
  to: number[];
}

/** Properties of an item: places in the list of properties, counted from 1. */
export interface HeifAssociation {
  property: number;
  isEssential: boolean;
}

export interface HeifDirectory {
  /** The boxes of `meta`. */
  boxes: Box[];
  primary: number;
  items: Map<number, HeifItem>;
  locations: Map<number, HeifLocation>;
  /** Bytes of an offset, of a length, of a base and of an index. */
  locationSizes: { offset: number; length: number; base: number; index: number };
  references: HeifReference[];
  properties: Box[];
  associations: Map<number, HeifAssociation[]>;
}

/** Of items, and of all extents, references and associations of each kind; a picture of a gigapixel has 4,000 tiles. */
const MAX_ITEMS = 100_000;

/** @throws UnknownStructureError */
export function readHeifDirectory(bytes: Uint8Array, meta: Box): HeifDirectory {
  const boxes = readBoxes(bytes, meta.bodyAt + 4, meta.end);
  const property = getBox(boxes, "iprp");
  const propertyBoxes = readBoxes(bytes, property.bodyAt, property.end);
  const list = getBox(propertyBoxes, "ipco");
  const primary = openFullBox(bytes, getBox(boxes, "pitm"));
  const { locations, locationSizes } = readLocations(bytes, getBox(boxes, "iloc"));
  const references = findBox(boxes, "iref");
  return {
    boxes,
    primary: primary.next(primary.version === 0 ? 2 : 4),
    items: readItems(bytes, getBox(boxes, "iinf")),
    locations,
    locationSizes,
    references: references ? readReferences(bytes, references) : [],
    properties: readBoxes(bytes, list.bodyAt, list.end),
    associations: readAssociations(
      bytes,
      propertyBoxes.filter(({ type }) => type === "ipma"),
    ),
  };
}

function openFullBox(bytes: Uint8Array, { bodyAt, end }: Box) {
  const cursor = createCursor(bytes, bodyAt, end);
  const version = cursor.next(1);
  const flags = cursor.next(3);
  return Object.assign(cursor, { version, flags });
}

function checkCount(count: number): number {
  if (count > MAX_ITEMS) throw new UnknownStructureError(`Expected at most ${MAX_ITEMS}, received ${count}`);
  return count;
}

function readItems(bytes: Uint8Array, iinf: Box): Map<number, HeifItem> {
  const head = openFullBox(bytes, iinf);
  head.next(head.version === 0 ? 2 : 4);
  const items = new Map<number, HeifItem>();
  for (const box of readBoxes(bytes, iinf.bodyAt + (head.version === 0 ? 6 : 8), iinf.end)) {
    const entry = openFullBox(bytes, box);
    // Versions 0 and 1 name no type.
    if (box.type !== "infe" || entry.version < 2) throw new UnknownStructureError("An item without a type");
    const id = entry.next(entry.version === 2 ? 2 : 4);
    const protection = entry.next(2);
    if (protection !== 0 || items.has(id)) throw new UnknownStructureError("An item is encrypted or there twice");
    const to = entry.at + 4;
    items.set(id, { id, type: readLatin1(bytes, entry.at, 4), entry: { from: box.bodyAt, to } });
    checkCount(items.size);
  }
  return items;
}

function readLocations(bytes: Uint8Array, iloc: Box) {
  const cursor = openFullBox(bytes, iloc);
  const { version } = cursor;
  const [sizes, moreSizes] = [cursor.next(1), cursor.next(1)];
  const locationSizes = {
    offset: sizes >> 4,
    length: sizes & 15,
    base: moreSizes >> 4,
    index: version === 0 ? 0 : moreSizes & 15,
  };
  if (version > 2 || Object.values(locationSizes).some((size) => ![0, 4, 8].includes(size)))
    throw new UnknownStructureError("Locations of unknown version");
  const idBytes = version === 2 ? 4 : 2;
  const locations = new Map<number, HeifLocation>();
  let allExtents = 0;
  for (let left = checkCount(cursor.next(idBytes)); left > 0; left--) {
    const from = cursor.at;
    const id = cursor.next(idBytes);
    const method = version === 0 ? 0 : cursor.next(2) & 15;
    const otherFile = cursor.next(2);
    const base = cursor.next(locationSizes.base);
    const count = cursor.next(2);
    const extentsAt = cursor.at;
    allExtents = checkCount(allExtents + count);
    const extents = Array.from({ length: count }, (): HeifExtent => {
      cursor.next(locationSizes.index);
      return { offset: base + cursor.next(locationSizes.offset), length: cursor.next(locationSizes.length) };
    });
    if (otherFile !== 0) throw new UnknownStructureError("An item is in another file");
    locations.set(id, { method, extents, entry: { from, extentsAt, to: cursor.at } });
  }
  return { locations, locationSizes };
}

function readReferences(bytes: Uint8Array, iref: Box): HeifReference[] {
  const idBytes = openFullBox(bytes, iref).version === 0 ? 2 : 4;
  return readBoxes(bytes, iref.bodyAt + 4, iref.end).map(({ type, bodyAt, end }) => {
    const cursor = createCursor(bytes, bodyAt, end);
    const from = cursor.next(idBytes);
    return { type, from, to: Array.from({ length: cursor.next(2) }, () => cursor.next(idBytes)) };
  });
}

function readAssociations(bytes: Uint8Array, boxes: readonly Box[]): Map<number, HeifAssociation[]> {
  const associations = new Map<number, HeifAssociation[]>();
  for (const box of boxes) {
    const cursor = openFullBox(bytes, box);
    const indexBytes = cursor.flags & 1 ? 2 : 1;
    const essential = indexBytes === 2 ? 0x8000 : 0x80;
    for (let left = checkCount(cursor.next(4)); left > 0; left--) {
      const id = cursor.next(cursor.version === 0 ? 2 : 4);
      const own = Array.from({ length: cursor.next(1) }, () => {
        const value = cursor.next(indexBytes);
        return { property: value & (essential - 1), isEssential: (value & essential) !== 0 };
      });
      if (associations.has(id)) throw new UnknownStructureError("An item has its properties twice");
      associations.set(id, own);
    }
  }
  return associations;
}
