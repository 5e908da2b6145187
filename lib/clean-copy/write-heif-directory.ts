import { type Box, getBox, toBytes, writeBox } from "./heif-boxes.ts";
import { cleanColours } from "./heif-colours.ts";
import { checkCrops } from "./heif-crop.ts";
import type { HeifAssociation, HeifDirectory } from "./heif-items.ts";
import { concatBytes, UnknownStructureError } from "./structure.ts";

/** What decoders need to know of an item: codec, size, turn, part that is shown, depth and colours. */
const PICTURE_PROPERTIES = new Set([
  ...["hvcC", "lhvC", "av1C", "ispe", "pixi", "pasp", "irot", "imir", "clap", "auxC"],
  ...["colr", "clli", "mdcv", "cclv", "amve", "lsel", "a1op", "a1lx", "oinf", "tols", "rloc"],
]);
const PICTURE_REFERENCES = new Set(["dimg", "base", "exbl", "auxl", "prem", "cdsc"]);

export interface KeptItems {
  pictures: ReadonlySet<number>;
  /** The item whose bytes were replaced, and their new number. */
  exif: { id: number; length: number } | undefined;
  /** The data that the directory itself holds. */
  idat: Uint8Array | undefined;
}

/**
 * The box `meta` with these items only, and without names, of the same length as before.
 * @throws UnknownStructureError where an item needs a property that is not known, or is cropped
 */
export function writeHeifDirectory(
  bytes: Uint8Array,
  meta: Box,
  directory: HeifDirectory,
  { pictures, exif, idat }: KeptItems,
): Uint8Array {
  const isKept = (id: number) => pictures.has(id) || id === exif?.id;
  const { boxes } = directory;
  const content = [
    copyBox(bytes, getBox(boxes, "pitm")),
    writeItems(bytes, directory, isKept),
    writeLocations(bytes, directory, isKept, exif),
    writeReferences(bytes, directory, isKept),
    writeProperties(bytes, directory, isKept),
    ...(idat ? [writeBox("idat", idat)] : []),
  ];
  const head = bytes.subarray(meta.at, meta.bodyAt + 4);
  const handler = writeHandler(bytes, boxes, 0);
  const room = meta.end - meta.at - [head, handler, ...content].reduce((sum, { length }) => sum + length, 0);
  const BOX_BYTES = 8;
  if (room < 0) throw new UnknownStructureError(`The directory lacks ${-room} bytes`);
  return room < BOX_BYTES
    ? concatBytes([head, writeHandler(bytes, boxes, room), ...content])
    : concatBytes([head, handler, ...content, writeBox("free", new Uint8Array(room - BOX_BYTES))]);
}

function copyBox(bytes: Uint8Array, { at, end }: Box): Uint8Array {
  return bytes.subarray(at, end);
}

/** Without its name, which ends with a NUL, and maybe with more of them. */
function writeHandler(bytes: Uint8Array, boxes: readonly Box[], more: number): Uint8Array {
  const { bodyAt } = getBox(boxes, "hdlr");
  return writeBox("hdlr", bytes.subarray(bodyAt, bodyAt + 12), new Uint8Array(13 + more));
}

function writeItems(bytes: Uint8Array, { boxes, items }: HeifDirectory, isKept: (id: number) => boolean): Uint8Array {
  const { bodyAt } = getBox(boxes, "iinf");
  const kept = [...items.values()].filter(({ id }) => isKept(id));
  return writeBox(
    "iinf",
    bytes.subarray(bodyAt, bodyAt + 4),
    toBytes(kept.length, bytes[bodyAt] === 0 ? 2 : 4),
    ...kept.map(({ entry }) => writeBox("infe", bytes.subarray(entry.from, entry.to), new Uint8Array(1))),
  );
}

function writeLocations(
  bytes: Uint8Array,
  { boxes, locations, locationSizes }: HeifDirectory,
  isKept: (id: number) => boolean,
  exif: KeptItems["exif"],
): Uint8Array {
  const { bodyAt } = getBox(boxes, "iloc");
  const kept = [...locations].filter(([id]) => isKept(id));
  const entries = kept.map(([id, { entry }]) => {
    if (id !== exif?.id) return bytes.subarray(entry.from, entry.to);
    const firstEnd = entry.extentsAt + locationSizes.index + locationSizes.offset;
    return concatBytes([
      bytes.subarray(entry.from, entry.extentsAt - 2),
      toBytes(1, 2),
      bytes.subarray(entry.extentsAt, firstEnd),
      toBytes(exif.length, locationSizes.length),
    ]);
  });
  const version = bytes[bodyAt] ?? 0;
  const SIZES_BYTES = 6;
  return writeBox(
    "iloc",
    bytes.subarray(bodyAt, bodyAt + SIZES_BYTES),
    toBytes(kept.length, version === 2 ? 4 : 2),
    ...entries,
  );
}

function writeReferences(
  bytes: Uint8Array,
  { boxes, references }: HeifDirectory,
  isKept: (id: number) => boolean,
): Uint8Array {
  const kept = references
    .map((reference) => ({ ...reference, to: reference.to.filter(isKept) }))
    .filter(({ type, from, to }) => PICTURE_REFERENCES.has(type) && isKept(from) && to.length > 0);
  if (kept.length === 0) return new Uint8Array();
  const { bodyAt } = getBox(boxes, "iref");
  const idBytes = bytes[bodyAt] === 0 ? 2 : 4;
  return writeBox(
    "iref",
    bytes.subarray(bodyAt, bodyAt + 4),
    ...kept.map(({ type, from, to }) =>
      writeBox(type, toBytes(from, idBytes), toBytes(to.length, 2), ...to.map((id) => toBytes(id, idBytes))),
    ),
  );
}

/** Properties are known by their place in the list, so those that are left out leave their place empty. */
function writeProperties(
  bytes: Uint8Array,
  { properties, associations }: HeifDirectory,
  isKept: (id: number) => boolean,
): Uint8Array {
  const used = new Set<number>();
  const kept: [number, HeifAssociation[]][] = [];
  const clean = properties.map((box) => cleanProperty(bytes, box));
  for (const [id, own] of associations) {
    if (!isKept(id)) continue;
    checkCrops(bytes, properties, own);
    const known = own.filter(({ property, isEssential }) => {
      const isKnown = clean[property - 1] !== undefined;
      if (isEssential && !isKnown && property !== 0)
        throw new UnknownStructureError(`The picture needs "${properties[property - 1]?.type}"`);
      return isKnown;
    });
    for (const { property } of known) used.add(property);
    kept.push([id, known]);
  }
  const EMPTY_BYTES = 8;
  const list = properties.map(({ at, end }, index) =>
    used.has(index + 1) && clean[index] ? clean[index] : writeBox("free", new Uint8Array(end - at - EMPTY_BYTES)),
  );
  const idBytes = kept.some(([id]) => id > 0xffff) ? 4 : 2;
  const indexBytes = properties.length > 0x7f ? 2 : 1;
  const essential = indexBytes === 2 ? 0x8000 : 0x80;
  return writeBox(
    "iprp",
    writeBox("ipco", ...list),
    writeBox(
      "ipma",
      Uint8Array.of(idBytes === 2 ? 0 : 1, 0, 0, indexBytes - 1),
      toBytes(kept.length, 4),
      ...kept.flatMap(([id, own]) => [
        toBytes(id, idBytes),
        Uint8Array.of(own.length),
        ...own.map(({ property, isEssential }) => toBytes(property + (isEssential ? essential : 0), indexBytes)),
      ]),
    ),
  );
}

/** Undefined for a property that is left out. */
function cleanProperty(bytes: Uint8Array, box: Box): Uint8Array | undefined {
  if (!PICTURE_PROPERTIES.has(box.type)) return undefined;
  return box.type === "colr" ? cleanColours(bytes, box) : withoutTail(copyBox(bytes, box), box);
}

/** The bytes that properties of a fixed size have, in their boxes (ISO/IEC 23008-12, 6.5). */
const PROPERTY_BYTES: Record<string, number> = {
  ...{ ispe: 12, pasp: 8, irot: 1, imir: 1, clap: 32, clli: 4, mdcv: 24, amve: 8, lsel: 2, a1op: 1 },
};

/** A property with zeros in the place of what is behind its end. */
function withoutTail(property: Uint8Array, { type, at, bodyAt }: Box): Uint8Array {
  const ALPHA_AT = 4;
  const body = property.subarray(bodyAt - at);
  const size = type === "auxC" ? body.indexOf(0, ALPHA_AT) + 1 : (PROPERTY_BYTES[type] ?? body.length);
  return body.length > size ? property.slice().fill(0, bodyAt - at + size) : property;
}
