import { open } from "node:fs/promises";
import type { Cicp } from "./cicp-profile.ts";
import { type CleanAperture, findShownArea, wholeAperture } from "./clean-aperture.ts";

/*
 * What a HEIF or AVIF file says about its primary image, read from its boxes without any decoder: which codec it needs,
 * whether the file turns it, and in which colours it is. ISO/IEC 23008-12 and 14496-12.
 */

export interface HeifContainer {
  /** Item type of the primary image, of its tiles where it is a grid: "hvc1", "av01", "jpeg", "vvc1" and so on. */
  codec: string;
  /** Whether the file rotates or mirrors the image itself, so that an EXIF orientation says the same once more. */
  isTransformed: boolean;
  /** Whether the file has a track of frames as well. */
  hasMovie: boolean;
  /** Whether its colours are already multiplied by its transparency. */
  isPremultiplied: boolean;
  /** The part that is to be shown of an image that is no grid or other derivation; undefined for all of it. */
  aperture: CleanAperture | undefined;
  /** ICC profile of the image, or of its tiles where the image names none. */
  icc: Buffer | undefined;
  /** Code points of the image's colours, or of its tiles'. */
  cicp: Cicp | undefined;
}

/** The directory of a sound file takes some kilobytes; 10,000 tiles take less than a megabyte. */
const MAX_META_BYTES = 8 * 1024 * 1024;
const MAX_TOP_BOXES = 64;
/** A grid of an overlay of a picture is as deep as files go. */
const MAX_DERIVATIONS = 4;
const DERIVED_TYPES = new Set(["grid", "iovl", "iden", "tmap"]);

/**
 * Reads the directory of a HEIF or AVIF file. `sequence` is a file that holds a track of frames and no still image,
 * undefined one whose directory is missing or broken, which a decoder may judge.
 */
export async function readHeifContainer(path: string): Promise<HeifContainer | "sequence" | undefined> {
  const { meta, metaAt, hasMovie } = await readTopBoxes(path);
  const container = meta && parseMeta(meta, metaAt);
  return container ? { ...container, hasMovie } : hasMovie ? "sequence" : undefined;
}

async function readTopBoxes(path: string): Promise<{ meta: Buffer | undefined; metaAt: number; hasMovie: boolean }> {
  const LONG_HEADER = 16;
  const file = await open(path);
  let meta: Buffer | undefined;
  let metaAt = 0;
  let hasMovie = false;
  try {
    const { size: fileBytes } = await file.stat();
    for (let at = 0, count = 0; at + 8 <= fileBytes && count < MAX_TOP_BOXES; count++) {
      const { buffer: head } = await file.read(Buffer.alloc(LONG_HEADER), 0, LONG_HEADER, at);
      const short = head.readUInt32BE(0);
      const [headerBytes, bytes] =
        short === 1 ? [LONG_HEADER, Number(head.readBigUInt64BE(8))] : [8, short === 0 ? fileBytes - at : short];
      const type = head.toString("latin1", 4, 8);
      if (bytes < headerBytes) break;
      hasMovie ||= type === "moov";
      if (type === "meta" && !meta && bytes <= MAX_META_BYTES) {
        const length = Math.min(bytes - headerBytes, fileBytes - at - headerBytes);
        metaAt = at + headerBytes;
        meta = (await file.read(Buffer.alloc(length), 0, length, at + headerBytes)).buffer;
      }
      at += bytes;
    }
  } finally {
    await file.close();
  }
  return { meta, metaAt, hasMovie };
}

function parseMeta(meta: Buffer, metaAt: number): Omit<HeifContainer, "hasMovie"> | undefined {
  try {
    const FULL_BOX = 4;
    const boxes = readBoxes(meta.subarray(FULL_BOX));
    const find = (type: string) => boxes.find((box) => box.type === type)?.body;
    const [pitm, iinf, iprp, iref] = ["pitm", "iinf", "iprp", "iref"].map(find);
    if (!pitm || !iinf || !iprp) return undefined;
    const types = readItemTypes(iinf);
    const references = iref ? readReferences(iref) : [];
    const sources = new Map(references.filter(({ type }) => type === "dimg").map(({ from, to }) => [from, to]));
    const propertiesOf = readProperties(iprp);
    const primary = pitm[0] === 0 ? pitm.readUInt16BE(FULL_BOX) : pitm.readUInt32BE(FULL_BOX);

    const chain: number[] = [primary];
    for (let item = primary; DERIVED_TYPES.has(types.get(item) ?? "") && chain.length <= MAX_DERIVATIONS; ) {
      const source = sources.get(item);
      if (source === undefined) break;
      chain.push(source);
      item = source;
    }
    const codec = types.get(chain.at(-1) ?? primary);
    if (codec === undefined) return undefined;
    const colours = chain.flatMap((item) => propertiesOf(item).filter(({ type }) => type === "colr"));
    return {
      codec,
      isTransformed: propertiesOf(primary).some(({ type }) => type === "irot" || type === "imir"),
      aperture:
        chain.length === 1 ? readAperture(propertiesOf(primary), (box) => metaAt + offsetIn(meta, box)) : undefined,
      isPremultiplied: references.some(({ type, from }) => type === "prem" && from === primary),
      icc: colours.map(({ body }) => readIcc(body)).find((icc) => icc !== undefined),
      cicp: colours.map(({ body }) => readNclx(body)).find((cicp) => cicp !== undefined),
    };
  } catch (error) {
    // Reading beyond the end of a box that lies about its size.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const APERTURE_BYTES = 32;

function readAperture(properties: readonly Box[], toFileOffset: (body: Buffer) => number): CleanAperture | undefined {
  const clap = properties.find(({ type, body }) => type === "clap" && body.length >= APERTURE_BYTES);
  const ispe = properties.find(({ type }) => type === "ispe");
  if (!clap || !ispe) return undefined;
  const stored = { width: ispe.body.readUInt32BE(4), height: ispe.body.readUInt32BE(8) };
  const shown = findShownArea(stored, properties);
  return shown && { at: toFileOffset(clap.body), whole: wholeAperture(shown.cropped), area: shown.area };
}

/** Where a part begins in the buffer that it is a view of. */
function offsetIn(buffer: Buffer, part: Buffer): number {
  return part.byteOffset - buffer.byteOffset;
}

interface Box {
  type: string;
  body: Buffer;
}

function readBoxes(buffer: Buffer): Box[] {
  const boxes: Box[] = [];
  for (let at = 0; at + 8 <= buffer.length; ) {
    const short = buffer.readUInt32BE(at);
    const header = short === 1 ? 16 : 8;
    const bytes = short === 1 ? Number(buffer.readBigUInt64BE(at + 8)) : short || buffer.length - at;
    if (bytes < header || at + bytes > buffer.length) throw new RangeError("A box ends beyond its parent");
    boxes.push({ type: buffer.toString("latin1", at + 4, at + 8), body: buffer.subarray(at + header, at + bytes) });
    at += bytes;
  }
  return boxes;
}

function readItemTypes(iinf: Buffer): Map<number, string> {
  const types = new Map<number, string>();
  for (const { type, body } of readBoxes(iinf.subarray(iinf[0] === 0 ? 6 : 8))) {
    const version = body[0] ?? 0;
    // Versions 0 and 1 name no item type.
    if (type !== "infe" || version < 2) continue;
    const [id, at] = version === 2 ? [body.readUInt16BE(4), 8] : [body.readUInt32BE(4), 10];
    types.set(id, body.toString("latin1", at, at + 4));
  }
  return types;
}

interface Reference {
  /** "dimg" to what an item is made from, "prem" to the transparency that is multiplied in. */
  type: string;
  from: number;
  /** The first of those that it refers to. */
  to: number;
}

function readReferences(iref: Buffer): Reference[] {
  const idBytes = iref[0] === 0 ? 2 : 4;
  return readBoxes(iref.subarray(4))
    .filter(({ body }) => body.length >= 2 * idBytes + 2)
    .map(({ type, body }) => ({
      type,
      from: body.readUIntBE(0, idBytes),
      to: body.readUIntBE(idBytes + 2, idBytes),
    }));
}

function readProperties(iprp: Buffer): (item: number) => Box[] {
  const boxes = readBoxes(iprp);
  const properties = readBoxes(boxes.find(({ type }) => type === "ipco")?.body ?? Buffer.alloc(0));
  const associations = new Map<number, number[]>();
  for (const { body } of boxes.filter(({ type }) => type === "ipma")) {
    const idBytes = body[0] === 0 ? 2 : 4;
    const indexBytes = (body[3] ?? 0) & 1 ? 2 : 1;
    // The highest bit says that a property is essential.
    const mask = indexBytes === 2 ? 0x7fff : 0x7f;
    let at = 8;
    for (let left = body.readUInt32BE(4); left > 0; left--) {
      const item = body.readUIntBE(at, idBytes);
      const count = body.readUInt8(at + idBytes);
      at += idBytes + 1;
      const indices = Array.from({ length: count }, (_, one) => body.readUIntBE(at + one * indexBytes, indexBytes));
      associations.set(
        item,
        indices.map((index) => index & mask),
      );
      at += count * indexBytes;
    }
  }
  return (item) => (associations.get(item) ?? []).flatMap((index) => properties[index - 1] ?? []);
}

function readIcc(colr: Buffer): Buffer | undefined {
  const kind = colr.toString("latin1", 0, 4);
  return kind === "prof" || kind === "rICC" ? colr.subarray(4) : undefined;
}

function readNclx(colr: Buffer): Cicp | undefined {
  if (colr.toString("latin1", 0, 4) !== "nclx") return undefined;
  return { primaries: colr.readUInt16BE(4), transfer: colr.readUInt16BE(6) };
}
